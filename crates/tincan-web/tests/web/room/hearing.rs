//! Somebody is heard, or seen, and is not any more.

use tincan_core::room::Room as Engine;
use tincan_web::clock;

use super::*;

#[wasm_bindgen_test]
async fn who_sees_nobody_any_more_asks_the_server_and_opens_another_socket() {
    let server = FakeServer::start();
    let (ada, bob) = ada_and_bob().await;
    let presence = Presence { camera: true, ..Presence::default() };
    bob.room.send(LocalTracks { camera: Some(picture("red")), presence, ..LocalTracks::default() });
    let eye = Eye::on(&ada.sees("Bob").unwrap().camera.unwrap());
    wait_until("Ada sees Bob", || eye.colour() == "red").await;
    let sockets = server.sockets_made();

    let (since, pinged) = (clock::now(), pings(&server));
    server.set_mood(Mood::Silent);
    bob.room.send(LocalTracks::default());
    wait_until("the server is asked", || pings(&server) > pinged).await;
    wait_until("and is not waited for", || server.sockets_made() > sockets).await;
    // On a quiet socket it would have been asked only then.
    assert!(clock::now() - since < Engine::PING_AFTER);

    server.set_mood(Mood::Serving);
    ada.until(RoomStatus::Joined).await;
    until_connected((&ada, "Ada"), (&bob, "Bob")).await;
}
