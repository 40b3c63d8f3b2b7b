//! Objects, taken apart.

use super::{FromJson, Json, Problem};

/// The members of an object that nobody has taken yet. Those that nobody takes do not matter: a newer version may have more.
#[derive(Debug)]
pub struct Fields(Vec<(String, Json)>);

impl Fields {
    /// Those of an object.
    ///
    /// # Errors
    /// It is no object.
    pub fn of(json: Json) -> Result<Self, Problem> {
        match json {
            Json::Object(members) => Ok(Self(members)),
            other => Err(Problem::expected("an object", &other)),
        }
    }

    /// Takes and reads a field, which may be missing if its type has something to say [about that](FromJson::absent).
    ///
    /// # Errors
    /// The field is missing, is there twice, or cannot be read.
    pub fn take<T: FromJson>(&mut self, name: &str) -> Result<T, Problem> {
        self.take_if_there(name)?.or_else(T::absent).ok_or_else(|| Problem::new("it is missing").within(name))
    }

    /// Takes and reads a field; `None` where it is missing.
    ///
    /// # Errors
    /// The field is there twice, or cannot be read.
    pub fn take_if_there<T: FromJson>(&mut self, name: &str) -> Result<Option<T>, Problem> {
        let json = self.remove(name)?;
        json.map(T::from_json).transpose().map_err(|problem| problem.within(name))
    }

    fn remove(&mut self, name: &str) -> Result<Option<Json>, Problem> {
        let place = |members: &[(String, Json)]| members.iter().position(|(member, _)| member == name);
        let Some(found) = place(&self.0) else { return Ok(None) };
        let (_, json) = self.0.swap_remove(found);
        // Which of two was meant, nobody knows (RFC 8259 4).
        if place(&self.0).is_some() { Err(Problem::new("it is there twice").within(name)) } else { Ok(Some(json)) }
    }
}

/// What is read from the members of an object: alone, or together with what else is there.
pub trait FromFields: Sized {
    /// Takes what it is made of.
    ///
    /// # Errors
    /// What is wrong, and where.
    fn from_fields(fields: &mut Fields) -> Result<Self, Problem>;
}

impl<T: FromFields> FromJson for T {
    fn from_json(json: Json) -> Result<Self, Problem> {
        T::from_fields(&mut Fields::of(json)?)
    }
}
