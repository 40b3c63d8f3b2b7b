//! `use_ice_check` tells what connections tell, and closes them.

use wasm_bindgen_test::wasm_bindgen_test;
use yew::{prelude::*, scheduler};
use yew_webrtc::{
    UseIceCheckHandle,
    ice_check::{Carrier, Failure, Outlook, Server, ServerCheck, Verdict},
    use_ice_check,
};

use crate::{
    census::{Census, a_few_turns, with_broken},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    probe: Probe<UseIceCheckHandle>,
}

#[component]
fn Doctor(props: &Props) -> Html {
    props.probe.set(use_ice_check());
    html! { <p /> }
}

async fn mount() -> (Page<Doctor>, Probe<UseIceCheckHandle>) {
    let probe = Probe::new();
    (Page::<Doctor>::mount(Props { probe: probe.clone() }).await, probe)
}

/// Nobody listens there.
fn servers() -> Vec<Server> {
    let server = |url| Server::parse(url, "ada", "secret").unwrap();
    vec![server("turn:127.0.0.1:3479"), server("turn:127.0.0.1:3479?transport=tcp")]
}

fn verdicts(probe: &Probe<UseIceCheckHandle>) -> Vec<Verdict> {
    let check = probe.last().check;
    check.iter().flat_map(|check| check.checks().iter().map(ServerCheck::verdict)).collect()
}

#[wasm_bindgen_test]
async fn works() {
    let census = Census::begin();
    let (page, probe) = mount().await;
    assert_eq!(probe.last().check, None);
    probe.last().check(servers());
    census.find_candidate(0, RELAY, Some("tls"));
    census.fail_candidate(1, 401, "Unauthorized");
    scheduler::flush().await;
    assert_eq!(verdicts(&probe), [Verdict::Relays(Carrier::Tls), Verdict::Checking]);
    let mut configurations = census.configurations();
    configurations.sort();
    assert_eq!(
        configurations,
        ["relay turn:127.0.0.1:3479 secret", "relay turn:127.0.0.1:3479?transport=tcp secret"],
        "each by itself, and nothing but relays is proof"
    );

    census.skip(12_100.0);
    scheduler::flush().await;
    assert_eq!(verdicts(&probe)[1], Verdict::Fails(Failure::WrongCredentials));
    let over = probe.last().check.unwrap();
    assert!(over.is_over());
    assert_eq!(over.outlook(), Outlook::ByStreamOnly);
    census.expect_nothing_left().await;

    with_broken("RTCPeerConnection", "setLocalDescription", || probe.last().check(servers()));
    scheduler::flush().await;
    let why = "setLocalDescription is broken".to_owned();
    assert_eq!(verdicts(&probe)[0], Verdict::Fails(Failure::NotTried(why)));
    probe.last().clear();
    scheduler::flush().await;
    assert_eq!(probe.last().check, None);
    page.unmount().await;
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn another_check_takes_the_place_of_the_first() {
    let census = Census::begin();
    let (page, probe) = mount().await;
    probe.last().check(servers());
    probe.last().check(vec![Server::parse("stun:127.0.0.1:3479", "", "").unwrap()]);
    census.find_candidate(0, RELAY, None);
    scheduler::flush().await;
    assert_eq!(verdicts(&probe), [Verdict::Checking], "what the former check hears is not told");
    let configurations = census.configurations();
    assert!(matches!(&configurations[..], [one] if one.starts_with("all stun:127.0.0.1:3479 ")), "{configurations:?}");
    page.unmount().await;
    census.expect_nothing_left().await;
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let census = Census::begin();
    let (page, probe) = mount().await;
    probe.last().check(servers());
    census.find_candidate(0, RELAY, None);
    scheduler::flush().await;
    assert!(verdicts(&probe)[0].is_good());
    let kept = probe.last();
    page.unmount().await;
    census.expect_nothing_left().await;
    kept.check(servers());
    a_few_turns().await;
    assert_eq!(census.connections_made(), 2, "nothing is checked any more");
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let census = Census::begin();
    let (page, probe) = mount().await;
    probe.last().check(servers());
    page.unmount().await;
    census.expect_nothing_left().await;
}

const RELAY: &str = "candidate:0 1 UDP 92217343 198.51.100.1 50153 typ relay raddr 0.0.0.0 rport 0";
