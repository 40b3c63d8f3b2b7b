//! What the fuzz targets have in common.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use tincan_protocol::json::{self, FromJson};

/// Reads a text by both readers of JSON, which must agree; what is read must be the same once it is written and read again.
pub fn read<T>(text: &str) -> Option<T>
where
    T: Serialize + DeserializeOwned + FromJson + PartialEq + Debug,
{
    let ours = json::read::<T>(text);
    match serde_json::from_str::<T>(text) {
        Ok(theirs) => assert_eq!(ours.as_ref(), Ok(&theirs), "{text:?}"),
        // A number that no other program can hold either: here it is one all the same.
        Err(error) if error.to_string().starts_with("number out of range") => {}
        Err(error) => assert!(ours.is_err(), "{text:?}: {error}"),
    }
    let message = ours.ok()?;
    let written = serde_json::to_string(&message).unwrap_or_default();
    assert_eq!(json::read::<T>(&written).as_ref(), Ok(&message), "{text:?} was written as {written:?}");
    Some(message)
}
