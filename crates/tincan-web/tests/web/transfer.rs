//! The page's half of the transfers: the worker is another one here, which does as it is told by the name of a file that it is offered,
//! and shows what it has heard in place of a person's name. The real one is tested with whole calls.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Uint8Array};
use tincan_web::{
    room::{ConnectionStatus, LocalTracks, Paths, Room, RoomOptions, RoomStatus},
    transfer::{TransferEvent, TransferListener, Transfers},
};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, BlobPropertyBag, Element, File, Url};

use crate::{
    census::{Census, wait_until, wait_until_else},
    fake_server::{FakeServer, URL},
};

/// What stands in for the program of the worker.
const WORKER: &str = r#"
    const heard = [];
    let flooding, you;
    const describe = field => field instanceof ArrayBuffer ? `<${field.byteLength}>` : field;
    const show = () => {
        const row = [0, false, you, heard.join("\n"), "log", "", 1, 0, "active"];
        postMessage(["view", [row], []]);
    };
    const send = (key, length) => {
        const frame = new ArrayBuffer(length);
        postMessage(["send", key, frame], [frame]);
    };
    onmessage = ({ data: [kind, ...fields] }) => {
        if (kind === "offer") {
            const order = JSON.parse(fields[1].name);
            if (order[0] === "send") send(order[1], order[2]);
            else if (order[0] === "flood") send(flooding = order[1], 65536);
            else postMessage(order);
            return;
        }
        if (kind === "drained" && fields[0] === flooding) {
            for (let times = 0; times < 8; times++) send(flooding, 65536);
            return;
        }
        if (kind === "you") you = fields[0];
        if (kind !== "frame" || heard.length < 20) heard.push([kind, ...fields.map(describe)].join(" "));
        show();
    };
    postMessage(["ready"]);
"#;

/// The page's word of where the worker is.
struct Named(Element);

impl Named {
    fn new(url: &str) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let meta = document.create_element("meta").unwrap();
        meta.set_attribute("name", "transfer-worker").unwrap();
        meta.set_attribute("content", url).unwrap();
        document.head().unwrap().append_child(&meta).unwrap();
        Self(meta)
    }

    fn stand_in() -> Self {
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&WORKER.into()), &options).unwrap();
        Self::new(&Url::create_object_url_with_blob(&blob).unwrap())
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Somebody with files.
struct Guest {
    room: Room,
    transfers: Rc<Transfers>,
    events: Rc<RefCell<Vec<TransferEvent>>>,
    _listener: TransferListener,
}

impl Guest {
    fn enter(name: &str) -> Self {
        let options = RoomOptions {
            url: Some(URL.to_owned()),
            room: "files".parse().unwrap(),
            secret: None,
            local: LocalTracks::default(),
            paths: Paths::Any,
        };
        let room = Room::new(options, |_| {});
        let transfers = room.transfers();
        let events: Rc<RefCell<Vec<TransferEvent>>> = Rc::default();
        let listener = transfers.listen({
            let events = Rc::clone(&events);
            move |event| events.borrow_mut().push(event)
        });
        room.join(name.parse().unwrap());
        Self { room, transfers, events, _listener: listener }
    }

    /// The id of the other, once they are connected.
    fn other(&self) -> Option<String> {
        let members = self.room.snapshot().members;
        let member = members.first().filter(|member| member.connection == ConnectionStatus::Connected)?;
        Some(member.id.as_str().to_owned())
    }

    /// Has the worker say this to the page, or send.
    fn orders(&self, order: &str) {
        let file = File::new_with_u8_array_sequence(&Array::of1(&Uint8Array::new_with_length(1)), order).unwrap();
        self.transfers.offer(&[], &file);
    }

    fn heard(&self) -> String {
        self.transfers.snapshot().transfers.first().map(|log| log.with.clone()).unwrap_or_default()
    }

    async fn until_heard(&self, words: &str) {
        wait_until_else(|| self.heard().contains(words), || format!("not {words:?}, but:\n{}", self.heard())).await;
    }
}

async fn ada_and_bob() -> (Guest, Guest) {
    let ada = Guest::enter("Ada");
    wait_until("Ada is in", || ada.room.snapshot().status == RoomStatus::Joined).await;
    let bob = Guest::enter("Bob");
    wait_until("they are connected", || ada.other().is_some() && bob.other().is_some()).await;
    (ada, bob)
}

/// Both workers run, and a channel is open from Ada to Bob.
async fn with_a_channel() -> (Guest, Guest) {
    let (ada, bob) = ada_and_bob().await;
    bob.transfers.look();
    bob.until_heard("reached").await;
    ada.orders(&format!(r#"["open",0,"{}","{ID}"]"#, ada.other().unwrap()));
    ada.until_heard("opened 0 ").await;
    bob.until_heard(&format!("arrived 1 {} {ID} ", bob.other().unwrap())).await;
    (ada, bob)
}

#[wasm_bindgen_test]
async fn the_worker_begins_when_it_is_needed_and_is_told_who_is_there() {
    let (_named, _server) = (Named::stand_in(), FakeServer::start());
    let census = Census::begin();
    let (ada, bob) = ada_and_bob().await;
    assert_eq!(ada.transfers.snapshot().transfers, [], "nothing runs while nobody has a file");
    ada.transfers.look();
    let (you, other) = (bob.other().unwrap(), ada.other().unwrap());
    ada.until_heard(&format!("you {you}\nreached {other} Bob")).await;
    // What Bob says of files wakes his own worker as well as hers.
    bob.orders(&format!(r#"["say","{you}","{{\"type\":\"transfer\",\"transfer\":\"resume\",\"proofs\":[]}}"]"#));
    ada.until_heard(&format!("heard {other} {{\"type\":\"transfer\"")).await;
    ada.orders(r#"["offered",3]"#);
    wait_until("it is told", || ada.events.borrow().iter().any(|event| matches!(event, TransferEvent::Offered(_))))
        .await;
    drop(bob);
    ada.until_heard(&format!("left {other}")).await;
    assert!(ada.heard().contains(&format!("lost {other}")), "{}", ada.heard());
    drop(ada);
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn frames_go_through_the_page_unread() {
    let (_named, _server) = (Named::stand_in(), FakeServer::start());
    let census = Census::begin();
    let (ada, bob) = with_a_channel().await;
    ada.orders(r#"["send",0,1000]"#);
    bob.until_heard("frame 1 <1000>").await;
    // So little waits that nothing else would say that more may come.
    ada.until_heard("drained 0 ").await;
    ada.orders(r#"["send",0,65536]"#);
    bob.until_heard("frame 1 <65536>").await;
    bob.orders(r#"["send",1,7]"#);
    ada.until_heard("frame 0 <7>").await;

    bob.orders(r#"["close",1]"#);
    ada.until_heard("closed 0").await;
    // What is for a channel that is gone is nobody's.
    ada.orders(r#"["send",0,10]"#);
    ada.orders(&format!(r#"["open",2,"{}","x"]"#, "a".repeat(ada.other().unwrap().len())));
    ada.until_heard("closed 2").await;
    drop((ada, bob));
    census.expect_nothing_left().await;
}

/// The page holds what its worker has not taken, and no more of it than an honest sender sends ahead.
#[wasm_bindgen_test]
async fn a_sender_without_end_is_cut_off() {
    let (_named, _server) = (Named::stand_in(), FakeServer::start());
    let (ada, bob) = with_a_channel().await;
    ada.orders(r#"["flood",0]"#);
    bob.until_heard("closed 1").await;
    ada.until_heard("closed 0").await;
    assert!(bob.other().is_some(), "the connection goes on");
}

#[wasm_bindgen_test]
async fn a_worker_that_does_not_come_is_said() {
    let _server = FakeServer::start();
    let census = Census::begin();
    for url in ["data:text/javascript,throw new Error('none of ours')", "blob:nothing", "nonsense://"] {
        let named = Named::new(url);
        let (ada, bob) = ada_and_bob().await;
        ada.transfers.look();
        wait_until(&format!("it is said of {url}"), || ada.transfers.snapshot().unavailable).await;
        drop(named);
        let _named = Named::stand_in();
        ada.transfers.look();
        wait_until(&format!("another is there after {url}"), || !ada.transfers.snapshot().unavailable).await;
        drop((ada, bob));
    }
    // And a page that does not say where it is.
    let ada = Guest::enter("Ada");
    ada.transfers.look();
    wait_until("it is said of none", || ada.transfers.snapshot().unavailable).await;
    drop(ada);
    census.expect_nothing_left().await;
}

const ID: &str = "AAAAAAAAAAAAAAAAAAAAAA";
