//! People whose link has a secret, at a server that is not honest.

use std::{cell::RefCell, rc::Rc};

use serde_json::json;
use tincan_protocol::{LinkSecret, SealedSignal};
use tincan_web::room::{
    ConnectionStatus, LocalTracks, Paths, RemoteMember, Room, RoomOptions, RoomStatus, SealProblem, Snapshot,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    census::{Census, a_few_turns, wait_until_else},
    fake_server::{FakeServer, Relayed, URL},
};

/// Somebody who came by a link.
struct Guest {
    room: Room,
    told: Rc<RefCell<Vec<Snapshot>>>,
}

impl Guest {
    fn enter(name: &str, secret: Option<u8>) -> Self {
        let told: Rc<RefCell<Vec<Snapshot>>> = Rc::default();
        let on_change = {
            let told = Rc::clone(&told);
            move |snapshot| told.borrow_mut().push(snapshot)
        };
        let options = RoomOptions {
            url: Some(URL.to_owned()),
            room: "test-room".parse().unwrap(),
            secret: secret.map(|byte| LinkSecret::from_bytes([byte; 16])),
            local: LocalTracks::default(),
            paths: Paths::Any,
        };
        let room = Room::new(options, on_change);
        room.join(name.parse().unwrap());
        Self { room, told }
    }

    fn sees(&self, name: &str) -> Option<RemoteMember> {
        self.room.snapshot().members.into_iter().find(|member| member.name.as_str() == name)
    }

    fn is_connected_to(&self, name: &str) -> bool {
        self.sees(name).is_some_and(|member| member.connection == ConnectionStatus::Connected)
    }

    /// What was ever told to be wrong with somebody's seal.
    fn problems_with(&self, name: &str) -> Vec<SealProblem> {
        let told = self.told.borrow();
        let members = told.iter().flat_map(|snapshot| &snapshot.members);
        let mut problems: Vec<_> =
            members.filter(|member| member.name.as_str() == name).filter_map(|member| member.seal_problem).collect();
        problems.dedup();
        problems
    }

    async fn until_in(&self) {
        wait_until_else(|| self.room.snapshot().status == RoomStatus::Joined, || "not in".to_owned()).await;
    }

    async fn until_problem_with(&self, name: &str, problem: SealProblem) {
        wait_until_else(
            || self.problems_with(name).contains(&problem),
            || format!("no {problem:?}: {:#?}", self.sees(name)),
        )
        .await;
    }
}

async fn ada_then_bob(adas: Option<u8>, bobs: Option<u8>) -> (Guest, Guest) {
    let ada = Guest::enter("Ada", adas);
    ada.until_in().await;
    (ada, Guest::enter("Bob", bobs))
}

async fn until_connected(ada: &Guest, bob: &Guest) {
    wait_until_else(
        || ada.is_connected_to("Bob") && bob.is_connected_to("Ada"),
        || format!("not connected: {:#?}", [ada.sees("Bob"), bob.sees("Ada")]),
    )
    .await;
}

/// Does something else to the first signal that the server passes on.
fn once(mut meddle: impl FnMut(Relayed) -> Vec<Relayed>) -> impl FnMut(Relayed) -> Vec<Relayed> {
    let mut done = false;
    move |relayed| if std::mem::replace(&mut done, true) { vec![relayed] } else { meddle(relayed) }
}

#[wasm_bindgen_test]
async fn a_server_reads_nothing_between_those_of_one_link() {
    let server = FakeServer::start();
    let read: Rc<RefCell<Vec<String>>> = Rc::default();
    server.meddle({
        let read = Rc::clone(&read);
        move |relayed| {
            read.borrow_mut().push(relayed.signal.as_str().to_owned());
            vec![relayed]
        }
    });
    let (ada, bob) = ada_then_bob(Some(1), Some(1)).await;
    until_connected(&ada, &bob).await;
    assert!(!read.borrow().is_empty());
    for text in &*read.borrow() {
        assert!(SealedSignal::is(&text.clone().into()), "{text}");
    }
    assert_eq!((ada.problems_with("Bob"), bob.problems_with("Ada")), (vec![], vec![]));
}

#[wasm_bindgen_test]
async fn those_of_different_links_are_told_so_and_not_connected() {
    use SealProblem::{NoSecretHere, NotSealed, Unopened};
    for (adas, bobs, ada_is_told, bob_is_told) in [
        (Some(1), Some(2), Unopened, Unopened),
        (Some(1), None, NotSealed, NoSecretHere),
        (None, Some(2), NoSecretHere, NotSealed),
    ] {
        let _server = FakeServer::start();
        let (ada, bob) = ada_then_bob(adas, bobs).await;
        ada.until_problem_with("Bob", ada_is_told).await;
        bob.until_problem_with("Ada", bob_is_told).await;
        a_few_turns().await;
        assert!(!ada.is_connected_to("Bob") && !bob.is_connected_to("Ada"));
    }
}

#[wasm_bindgen_test]
async fn what_a_server_changes_does_not_open() {
    let server = FakeServer::start();
    server.meddle(|mut relayed| {
        // One bit of what would be a description.
        let mut sealed = SealedSignal::parse(&relayed.signal).unwrap();
        *sealed.ciphertext.last_mut().unwrap() ^= 1;
        relayed.signal = sealed.into();
        vec![relayed]
    });
    let (ada, bob) = ada_then_bob(Some(1), Some(1)).await;
    ada.until_problem_with("Bob", SealProblem::Unopened).await;
    assert!(!ada.is_connected_to("Bob") && !bob.is_connected_to("Ada"));
}

#[wasm_bindgen_test]
async fn what_a_server_writes_itself_is_not_taken() {
    let server = FakeServer::start();
    // Its own certificate's fingerprint, in a description of its own.
    let offer = json!({
        "connection": 7, "type": "step", "seq": 1, "ack": 0,
        "step": { "description": { "type": "offer", "sdp": "v=0\r\na=fingerprint:sha-256 00\r\n" } },
    });
    server.meddle(move |relayed| vec![Relayed { signal: offer.clone().into(), ..relayed }]);
    let (ada, bob) = ada_then_bob(Some(1), Some(1)).await;
    ada.until_problem_with("Bob", SealProblem::NotSealed).await;
    assert!(!ada.is_connected_to("Bob") && !bob.is_connected_to("Ada"));
    assert_eq!(ada.sees("Bob").unwrap().problem, None, "it was not even looked at");
}

#[wasm_bindgen_test]
async fn what_a_server_sends_again_is_noticed_and_left() {
    let server = FakeServer::start();
    server.meddle(|relayed| vec![relayed.clone(), relayed]);
    let (ada, bob) = ada_then_bob(Some(1), Some(1)).await;
    until_connected(&ada, &bob).await;
    assert!(ada.problems_with("Bob").contains(&SealProblem::Repeated));
    assert!(!ada.problems_with("Bob").contains(&SealProblem::Unopened));
}

#[wasm_bindgen_test]
async fn what_a_server_says_to_be_another_ones_does_not_open() {
    let server = FakeServer::start();
    let (ada, bob) = ada_then_bob(Some(1), Some(1)).await;
    until_connected(&ada, &bob).await;
    let adas = bob.sees("Ada").unwrap().id;
    server.meddle(move |relayed| vec![Relayed { from: adas.clone(), ..relayed }]);
    // Eve has the link, too; and a server that would have her be Ada.
    let _eve = Guest::enter("Eve", Some(1));
    bob.until_problem_with("Ada", SealProblem::Unopened).await;
    assert!(bob.is_connected_to("Ada"), "what stands is not touched");
}

#[wasm_bindgen_test]
async fn what_a_server_misdirects_does_not_open() {
    let server = FakeServer::start();
    let (ada, bob) = ada_then_bob(Some(1), Some(1)).await;
    until_connected(&ada, &bob).await;
    let bobs = ada.sees("Bob").unwrap().id;
    server.meddle(move |relayed| vec![Relayed { to: bobs.clone(), ..relayed }]);
    let _eve = Guest::enter("Eve", Some(1));
    bob.until_problem_with("Eve", SealProblem::Unopened).await;
}

#[wasm_bindgen_test]
async fn what_a_server_holds_back_for_a_while_is_put_in_order() {
    let server = FakeServer::start();
    let mut held = None;
    server.meddle(move |relayed| match held.take() {
        Some(earlier) => vec![relayed, earlier],
        None => {
            held = Some(relayed);
            Vec::new()
        }
    });
    let (ada, bob) = ada_then_bob(Some(1), Some(1)).await;
    until_connected(&ada, &bob).await;
    assert_eq!((ada.problems_with("Bob"), bob.problems_with("Ada")), (vec![], vec![]));
}

#[wasm_bindgen_test]
async fn one_that_was_damaged_is_forgotten_when_the_next_one_opens() {
    let server = FakeServer::start();
    server.meddle(once(|relayed| {
        let nonsense = Relayed { signal: "sealed:1:1:AAAA".to_owned().into(), ..relayed.clone() };
        vec![nonsense, relayed]
    }));
    let (ada, bob) = ada_then_bob(Some(1), Some(1)).await;
    until_connected(&ada, &bob).await;
    assert_eq!(ada.problems_with("Bob"), [SealProblem::Unopened]);
    assert_eq!(ada.sees("Bob").unwrap().seal_problem, None);
}

#[wasm_bindgen_test]
async fn leaving_while_something_is_being_sealed_leaves_nothing() {
    // Those of the tests before are on their way out.
    a_few_turns().await;
    let _server = FakeServer::start();
    let census = Census::begin();
    for turns in 0..4 {
        let (ada, bob) = ada_then_bob(Some(1), Some(1)).await;
        for _ in 0..turns {
            a_few_turns().await;
        }
        drop((ada, bob));
        census.expect_nothing_left().await;
    }
}
