//! The page is loaded again.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::*;

#[test]
fn a_reload_keeps_what_was_said() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.say("ada", "one").whisper("ada", "bob", "psst").whisper("bob", "ada", "yes?").say("bob", "two").deliver();
    story.cut("ada", "eve").say("ada", "three").deliver().react("ada", "two", Emoji::Clap).deliver();
    let saved = story.go("ada");
    let saved = Saved::from_json(&saved.to_json()).unwrap();
    story.come_unconnected("ada2", Some(saved));
    assert_snapshot!(story.view("ada2"), @"
    you: one ✓
    bob: yes? (private, bob)
    you: psst (private, bob) ✓
    bob: two 👏ada
    you: three … bob, eve
    ");
    story.take_log();
    story.connect("ada2", "bob").connect("ada2", "eve").deliver();
    assert_snapshot!(story.take_log(), @"
    0.0 ada2 to bob: digest
    0.0 bob to ada2: digest
    0.0 ada2 to eve: digest
    0.0 eve to ada2: digest
    0.0 eve to ada2: has 2, wants history
    0.0 ada2 to eve: has 4, wants history
    0.0 ada2 to eve: history [ada: three, ada: +👏]
    0.0 eve to ada2: history []
    0.0 eve to ada2: got 2
    ");
    story.say("ada2", "four").deliver();
    assert_snapshot!(story.view("ada2"), @"
    you: one ✓
    bob: yes? (private, bob)
    you: psst (private, bob) ✓
    bob: two 👏ada
    you: three ✓
    you: four ✓
    ");
    assert_snapshot!(story.view("bob"), @"
    ada: one
    you: yes? (private, ada) ✓
    ada: psst (private, ada)
    you: two 👏ada ✓
    ada: three
    ada: four
    ");
    assert_snapshot!(story.view("eve"), @"
    ada: one
    bob: two 👏ada
    ada: three (says ada)
    ada: four
    ");
}

#[test]
fn what_was_on_its_way_to_one_goes_on_if_they_are_there() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.cut("ada", "bob").cut("ada", "eve").whisper("ada", "bob", "psst").whisper("ada", "eve", "hush");
    let saved = story.go("ada");
    story.go("eve");
    story.come_unconnected("ada2", Some(saved)).connect("ada2", "bob").deliver();
    assert_snapshot!(story.view("ada2"), @"
    you: psst (private, bob) ✓
    you: hush (private, eve) … eve
    ");
    story.wait(30_000);
    assert_snapshot!(story.view("ada2"), @"
    you: psst (private, bob) ✓
    you: hush (private, eve) ✗
    ");
    assert_snapshot!(story.view("bob"), @"ada: psst (private, ada)");
}

#[test]
fn what_is_known_from_before_the_reload_is_not_shown_twice() {
    let mut story = Story::of(&["ada", "bob"]);
    story.whisper("ada", "bob", "psst");
    let (_, _, psst) = story.lines.pop_front().unwrap();
    story.input("bob", Input::Received(id("ada"), psst));
    let saved = story.go("ada");
    story.come_unconnected("ada2", Some(saved)).connect("ada2", "bob").deliver();
    assert_snapshot!(story.view("ada2"), @"you: psst (private, bob) ✓");
    assert_snapshot!(story.view("bob"), @"ada: psst (private, ada)");
}

#[test]
fn what_is_saved_is_read_as_far_as_it_makes_sense() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("ada", "one").say("bob", "two").deliver();
    let saved = story.go("ada").to_json();
    let read = |json: &Value| {
        let config = Config { you: id("ada2"), name: display_name("ada"), now: Duration::ZERO, at: WALL };
        Saved::from_json(&json.to_string()).map(|saved| Chat::restore(config, saved).messages().len())
    };
    let good: Value = serde_json::from_str(&saved).unwrap();
    assert_eq!(read(&good), Some(2));
    let with = |field: &str, value: Value| {
        let mut json = good.clone();
        json[field] = value;
        read(&json)
    };
    assert_eq!(with("version", json!(2)), None);
    assert_eq!(with("you", json!("")), None);
    assert_eq!(with("entries", json!([1, null, good["entries"][0], { "author": 1 }])), Some(1));
    let mut altered = good["entries"].clone();
    altered[0]["entry"]["private"] = json!(true);
    assert_eq!(with("entries", altered), Some(1), "private with nobody");
    assert_eq!(with("former", json!([{}, id("kim")])), Some(2));
    assert_eq!(with("names", json!([[id("bob"), "\u{202e}"], [id("ada"), "Ada"]])), Some(1));
    assert_eq!(with("more", json!("of a newer version")), Some(2));
    let mut altered = good.clone();
    for entry in altered["entries"].as_array_mut().unwrap() {
        entry["delivery"] = json!("failed");
    }
    let config = Config { you: id("ada2"), name: display_name("ada"), now: Duration::ZERO, at: WALL };
    let chat = Chat::restore(config, Saved::from_json(&altered.to_string()).unwrap());
    assert!(chat.messages().iter().all(|message| message.own == message.delivery.is_some()));
    for garbage in ["", "null", "[]", "{}", "\"", &saved[..saved.len() / 2]] {
        assert_eq!(Saved::from_json(garbage), None, "{garbage}");
    }
}
