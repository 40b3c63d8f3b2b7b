//! By what kind of path somebody is reached, looked up now and then: no event says it everywhere.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Map, Reflect};
use tincan_core::paths::PathKind;
use tincan_protocol::MemberId;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{ConnectionStatus, Inner, Room, find};
use crate::{sys, task::Task};

/// Looks up by what kind of path a member is reached, until it is dropped.
#[derive(Debug)]
#[must_use = "it looks until it is dropped"]
pub struct PathWatch {
    _task: Task,
}

impl Room {
    /// Looks up by what kind of path a member is reached, at once and every two seconds, and says it when it is another one than before;
    /// `None`: the member is not reached at the moment. It ends when what is returned is dropped, or with the stay.
    pub fn watch_path(&self, member: MemberId, on_change: impl Fn(Option<PathKind>) + 'static) -> PathWatch {
        let room = Rc::downgrade(&self.inner);
        let watch = async move {
            let mut known = None;
            while let Some(asked) = room.upgrade().map(|inner| inner.statistics_of(&member)) {
                let kind = match asked {
                    Some(asked) => asked.await.ok().and_then(|report| kind_in(report.unchecked_ref())),
                    None => None,
                };
                if known != Some(kind) {
                    known = Some(kind);
                    on_change(kind);
                }
                TimeoutFuture::new(EVERY_MS).await;
            }
        };
        PathWatch { _task: Task::spawn(watch) }
    }
}

impl Inner {
    fn statistics_of(&self, member: &MemberId) -> Option<JsFuture> {
        let peers = self.peers.borrow();
        let Some(Ok(peer)) = find(&peers, member) else { return None };
        // A path that is gone is in the report until there is another.
        let is_reached = peer.status() == ConnectionStatus::Connected;
        is_reached.then(|| JsFuture::from(peer.statistics()))
    }
}

/// The kind of the pair in use, in a report (webrtc-stats 8.13 and 8.16), which is like a map.
fn kind_in(report: &Map) -> Option<PathKind> {
    let entry = |id: Option<String>| Some(report.get(&id?.into())).filter(JsValue::is_object);
    let pair = report.values().into_iter().flatten().find_map(|value| match sys::text(&value, "type")?.as_str() {
        "transport" => entry(sys::text(&value, "selectedCandidatePairId")),
        // Firefox has no `transport`, and says it of the pair.
        "candidate-pair" if Reflect::get(&value, &"selected".into()).is_ok_and(|it| it.is_truthy()) => Some(value),
        _ => None,
    })?;
    let end = |id: &str| sys::text(&entry(sys::text(&pair, id))?, "candidateType");
    Some(PathKind::of([&end("localCandidateId")?, &end("remoteCandidateId")?]))
}

const EVERY_MS: u32 = 2000;
