//! What newcomers hear, and those who were cut off.

use insta::assert_snapshot;

use super::*;

#[test]
fn a_newcomer_asks_one_member_after_the_other_for_what_is_missing() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("ada", "one").say("bob", "two").deliver();
    story.go("ada");
    story.say("bob", "three").come("eve").deliver().wait(5000).deliver().take_log();
    story.come("kim").deliver();
    assert_snapshot!(story.take_log(), @"
    5.0 bob to kim: digest
    5.0 eve to kim: digest
    5.0 kim to bob: has 0, wants history
    5.0 bob to kim: history [bob: two, ada: one, bob: three]
    5.0 kim to bob: got 3
    ");
    assert_snapshot!(story.view("kim"), @"
    bob: two
    ada: one (says bob)
    bob: three
    ");
    assert_eq!(story.chats["kim"].unread(), 0);
}

#[test]
fn the_next_one_is_asked_when_one_goes() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("ada", "one").deliver().come_unconnected("eve", None).take_log();
    story.connect("eve", "ada");
    let greeting: Vec<_> = story.lines.drain(..).collect();
    assert_eq!(greeting.len(), 1);
    story.lines.extend(greeting);
    let (_, _, digest) = story.lines.pop_front().unwrap();
    story.input("eve", Input::Received(id("ada"), digest)).connect("eve", "bob");
    story.input("eve", Input::MemberLeft(id("ada"))).lines.retain(|(_, to, _)| *to != "ada");
    story.deliver();
    assert_snapshot!(story.take_log(), @"
    0.0 ada to eve: digest
    0.0 eve to ada: has 0, wants history
    0.0 bob to eve: digest
    0.0 eve to bob: has 0, wants history
    0.0 bob to eve: history [ada: one]
    0.0 eve to bob: got 1
    ");
    assert_snapshot!(story.view("eve"), @"ada: one (says bob)");
}

#[test]
fn the_next_one_is_asked_when_one_is_silent() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("ada", "one").deliver().come_unconnected("eve", None).take_log();
    story.connect("eve", "ada").connect("eve", "bob");
    while let Some((from, to, message)) = story.lines.pop_front() {
        if !matches!((to, &message), ("ada", ChatMessage::HistoryWanted { .. })) {
            story.input(to, Input::Received(id(from), message));
        }
    }
    assert_eq!(story.view("eve"), "");
    story.wait(15_000).deliver();
    assert_snapshot!(story.take_log(), @"
     0.0 ada to eve: digest
     0.0 bob to eve: digest
     0.0 eve to ada: has 0, wants history
    15.0 eve to bob: has 0, wants history
    15.0 bob to eve: history [ada: one]
    15.0 eve to ada: has 0, wants history
    15.0 ada to eve: history [ada: one]
    15.0 eve to ada: got 1
    ");
    // It was bob who said so first, and ada herself when she was asked again.
    assert_snapshot!(story.view("eve"), @"ada: one");
}

#[test]
fn the_author_confirms_what_was_passed_on() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("ada", "one").deliver().come_unconnected("eve", None).connect("bob", "eve").deliver();
    assert_snapshot!(story.view("eve"), @"ada: one (says bob)");
    story.connect("ada", "eve").deliver();
    assert_snapshot!(story.view("eve"), @"ada: one");
}

#[test]
fn what_somebody_said_who_left_is_compared() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.wait(20_000).cut("ada", "eve").say("ada", "bye").deliver();
    assert_snapshot!(story.view("eve"), @"");
    story.go("ada");
    story.take_log();
    story.wait(2000).deliver();
    assert_snapshot!(story.take_log(), @"
    22.0 bob to eve: digest
    22.0 eve to bob: has 0, wants history
    22.0 bob to eve: history [ada: bye]
    22.0 eve to bob: got 1
    22.0 eve hears bye
    ");
    assert_snapshot!(story.view("eve"), @"ada: bye (says bob)");
}

#[test]
fn nobody_speaks_for_those_who_are_here() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.suffer("eve", "bob", ChatMessage::Digest { sum: 7 });
    let said = |number, author: &str, words: &str| PassedOn {
        author: id(author),
        name: display_name(author),
        entry: entry(number, WALL, text(words)),
    };
    let mut private = said(4, "kim", "private");
    private.entry.private = true;
    let entries = vec![
        said(1, "ada", "I resign"),
        said(2, "eve", "I resign, too"),
        private,
        said(5, "kim", "goodbye"),
        said(6, "bob", "hello"),
    ];
    let effects = story.suffer("eve", "bob", ChatMessage::History { entries, more: false });
    assert_eq!(effects.len(), 2, "{effects:?}");
    assert_snapshot!(story.view("eve"), @"
    bob: hello
    kim: goodbye (says bob)
    ");
}

#[test]
fn a_history_that_nobody_asked_for_is_refused() {
    let mut story = Story::of(&["ada", "bob"]);
    let entries =
        vec![PassedOn { author: id("kim"), name: display_name("kim"), entry: entry(1, WALL, text("goodbye")) }];
    assert_eq!(story.suffer("ada", "bob", ChatMessage::History { entries, more: true }), []);
    assert_eq!(story.view("ada"), "");
}

#[test]
fn a_long_history_comes_in_parts() {
    let mut story = Story::of(&["ada"]);
    for number in 0..40 {
        story.say("ada", &format!("{number} {}", "🎉".repeat(1000)));
    }
    story.take_log();
    story.come("bob").deliver();
    let parts: Vec<usize> =
        story.log.lines().filter(|line| line.contains("history [")).map(|line| line.matches("ada: ").count()).collect();
    assert_eq!(parts, [14, 14, 12]);
    assert_eq!(story.chats["bob"].messages().len(), 40);
}
