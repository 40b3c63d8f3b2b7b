//! Saying things, to all and to one.

use insta::assert_snapshot;

use super::*;

#[test]
fn what_is_said_to_all_is_acknowledged_by_each() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.say("ada", "hello").deliver().wait(1000).say("bob", "hi");
    assert_snapshot!(story.take_log(), @r#"
    0.0 ada to bob: "hello"
    0.0 ada to eve: "hello"
    0.0 bob to ada: got 1
    0.0 bob hears hello
    0.0 eve to ada: got 1
    0.0 eve hears hello
    1.0 bob to ada: "hi"
    1.0 bob to eve: "hi"
    "#);
    assert_snapshot!(story.view("bob"), @"
    ada: hello
    you: hi … ada, eve
    ");
    story.deliver();
    assert_snapshot!(story.view("bob"), @"
    ada: hello
    you: hi ✓
    ");
    assert_eq!(
        story.view("ada").replace("you", "ada").replace("bob", "you").replace(" ✓", ""),
        story.view("bob").replace(" ✓", "")
    );
}

#[test]
fn what_is_private_goes_to_one() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.whisper("ada", "bob", "psst").deliver().react("bob", "psst", Emoji::Heart).deliver();
    assert_snapshot!(story.take_log(), @r#"
    0.0 ada to bob: "(psst)"
    0.0 bob to ada: got 1
    0.0 bob hears psst
    0.0 bob to ada: "+❤️"
    0.0 ada to bob: got 1
    "#);
    assert_snapshot!(story.view("ada"), @"you: psst (private, bob) ❤️bob ✓");
    assert_snapshot!(story.view("bob"), @"ada: psst (private, ada) ❤️bob");
    assert_snapshot!(story.view("eve"), @"");
    // What is said of it in the open, or in private of something else, is nothing that those two share.
    let psst = story.message("ada", "psst").key;
    for (number, private) in [(21, false), (22, true)] {
        let body = ChatBody::Reaction { to: psst.clone(), emoji: Emoji::Clap, on: true };
        let from = if private { "eve" } else { "bob" };
        story.suffer("ada", from, ChatMessage::Entry(ChatEntry { private, ..entry(number, WALL, body) }));
    }
    assert_eq!(story.message("ada", "psst").reactions.len(), 1);
    // Nor to whoever comes later, nor when those two leave.
    story.come("kim").deliver();
    story.go("ada");
    story.wait(3000).deliver();
    assert_snapshot!(story.view("kim") + &story.view("eve"), @"");
    assert!(!story.log.contains("psst"), "{}", story.log);
}

#[test]
fn what_is_said_while_cut_off_goes_out_once_and_in_order() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("ada", "one").cut("ada", "bob").say("ada", "two").say("ada", "three").wait(60_000);
    assert_snapshot!(story.view("ada"), @"
    you: one … bob
    you: two … bob
    you: three … bob
    ");
    story.connect("ada", "bob").deliver();
    // The acknowledgements are lost this time.
    story.say("ada", "four");
    let (_, _, four) = story.lines.pop_front().unwrap();
    story.input("bob", Input::Received(id("ada"), four)).cut("ada", "bob").connect("ada", "bob").deliver();
    assert_snapshot!(story.take_log(), @r#"
     0.0 ada to bob: "one"
    60.0 ada to bob: "one"
    60.0 ada to bob: "two"
    60.0 ada to bob: "three"
    60.0 ada to bob: digest
    60.0 bob to ada: got 1
    60.0 bob hears one
    60.0 bob to ada: got 1
    60.0 bob hears two
    60.0 bob to ada: got 1
    60.0 bob hears three
    60.0 ada to bob: "four"
    60.0 bob to ada: got 1
    60.0 bob hears four
    60.0 ada to bob: "four"
    60.0 ada to bob: digest
    60.0 bob to ada: digest
    60.0 bob to ada: got 1
    "#);
    assert_snapshot!(story.view("ada"), @"
    you: one ✓
    you: two ✓
    you: three ✓
    you: four ✓
    ");
    assert_snapshot!(story.view("bob"), @"
    ada: one
    ada: two
    ada: three
    ada: four
    ");
}

#[test]
fn what_reaches_nobody_fails_and_can_be_tried_again() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.cut("ada", "bob").whisper("ada", "bob", "psst").say("ada", "hello").deliver();
    assert_snapshot!(story.view("ada"), @"
    you: psst (private, bob) … bob
    you: hello … bob
    ");
    story.go("bob");
    assert_snapshot!(story.view("ada"), @"
    you: psst (private, bob) ✗
    you: hello ✓
    ");
    story.retry("ada", "psst");
    assert_snapshot!(story.view("ada"), @"
    you: psst (private, bob) ✗
    you: hello ✓
    ");
    story.come("bob").take_log();
    story.retry("ada", "psst").deliver();
    assert_snapshot!(story.view("ada"), @"
    you: psst (private, bob) ✓
    you: hello ✓
    ");
    assert_snapshot!(story.view("bob"), @"
    ada: psst (private, ada)
    ada: hello
    ");
}

#[test]
fn alone_it_is_delivered_and_to_those_who_leave_at_once_it_is_not() {
    let mut story = Story::of(&["ada"]);
    story.say("ada", "anybody?").come("bob").deliver().cut("ada", "bob").say("ada", "bob?");
    story.go("bob");
    assert_snapshot!(story.view("ada"), @"
    you: anybody? ✓
    you: bob? ✗
    ");
    // Whoever comes next has it.
    story.come("eve").deliver();
    assert_snapshot!(story.view("ada"), @"
    you: anybody? ✓
    you: bob? ✓
    ");
    assert_snapshot!(story.view("eve"), @"
    ada: anybody?
    ada: bob?
    ");
}

#[test]
fn reactions_are_given_and_taken_back() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.say("ada", "lunch?").say("bob", "no").deliver();
    story.react("bob", "lunch?", Emoji::ThumbsUp).react("eve", "lunch?", Emoji::ThumbsUp);
    story.react("eve", "lunch?", Emoji::Laugh).react("eve", "no", Emoji::Sad).deliver();
    assert_snapshot!(story.view("ada"), @"
    bob: no 😢eve
    you: lunch? 👍eve+bob 😂eve ✓
    ");
    story.take_log();
    story.react("eve", "lunch?", Emoji::ThumbsUp).react("eve", "lunch?", Emoji::Unknown).deliver();
    assert_snapshot!(story.take_log(), @r#"
    0.0 eve to ada: "-👍"
    0.0 eve to bob: "-👍"
    0.0 ada to eve: got 1
    0.0 bob to eve: got 1
    "#);
    assert_snapshot!(story.view("ada"), @"
    bob: no 😢eve
    you: lunch? 👍bob 😂eve ✓
    ");
    let reaction = story.message("bob", "lunch?").reactions.remove(1);
    assert_eq!((reaction.emoji, reaction.own), (Emoji::Laugh, false));
    assert!(story.message("bob", "lunch?").reactions[0].own);
}

#[test]
fn the_last_reaction_counts_whichever_comes_last() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("ada", "lunch?").deliver();
    let to = story.message("ada", "lunch?").key;
    let mut reaction = |number, clock, on| {
        let body = ChatBody::Reaction { to: to.clone(), emoji: Emoji::Heart, on };
        story.suffer("ada", "bob", ChatMessage::Entry(entry(number, clock, body)));
        story.view("ada")
    };
    assert_snapshot!(reaction(11, WALL + 20, true), @"you: lunch? ❤️bob ✓");
    assert_snapshot!(reaction(12, WALL + 10, false), @"you: lunch? ❤️bob ✓");
    assert_snapshot!(reaction(13, WALL + 30, false), @"you: lunch? ✓");
}

#[test]
fn cheers_are_seen_by_all_and_kept_by_nobody() {
    let mut story = Story::of(&["ada", "bob"]);
    for _ in 0..20 {
        story.input("ada", Input::Cheer(Emoji::Celebrate));
    }
    story.deliver();
    assert_eq!(story.log.matches("bob sees 🎉 of ada").count(), 6, "{}", story.log);
    assert_eq!(story.log.matches("ada sees 🎉 of ada").count(), 6);
    assert_eq!(story.view("bob"), "");
}

#[test]
fn typing_is_said_now_and_then_until_it_ends() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    let typing = |story: &Story, name| {
        story.chats[name].typing().map(|(who, private)| format!("{} {private}", who.name)).collect::<Vec<_>>()
    };
    for _ in 0..8 {
        story.input("ada", Input::Typed(Audience::Everyone)).deliver().wait(500);
    }
    assert_eq!(typing(&story, "bob"), ["ada false"]);
    // Too soon to say so, and then it is said though no other key is pressed.
    story.input("ada", Input::Typed(Audience::One(id("eve")))).deliver().wait(2600);
    assert_eq!(typing(&story, "bob"), Vec::<String>::new());
    assert_eq!(typing(&story, "eve"), Vec::<String>::new());
    story.deliver();
    assert_eq!(typing(&story, "eve"), ["ada true"]);
    story.input("ada", Input::Typed(Audience::One(id("eve")))).deliver();
    story.wait(7000);
    assert_eq!(typing(&story, "eve"), Vec::<String>::new());
    story.deliver().input("ada", Input::Typed(Audience::Everyone)).say("ada", "hello").deliver();
    assert_eq!(typing(&story, "bob"), Vec::<String>::new());
    story.wait(7000).input("ada", Input::Typed(Audience::Everyone)).input("ada", Input::TypingStopped).deliver();
    assert_snapshot!(story.take_log(), @r#"
     0.0 ada to bob: is typing
     0.0 ada to eve: is typing
     3.0 ada to bob: is typing
     3.0 ada to eve: is typing
     4.0 ada to bob: stops typing
     4.0 ada to eve: stops typing
     6.0 ada to eve: is typing to you
    12.6 ada to eve: stops typing to you
    13.6 ada to bob: is typing
    13.6 ada to eve: is typing
    13.6 ada to bob: "hello"
    13.6 ada to eve: "hello"
    13.6 bob to ada: got 1
    13.6 bob hears hello
    13.6 eve to ada: got 1
    13.6 eve hears hello
    20.6 ada to bob: is typing
    20.6 ada to eve: is typing
    20.6 ada to bob: stops typing
    20.6 ada to eve: stops typing
    "#);
}

#[test]
fn what_arrives_while_nobody_looks_is_unread() {
    let mut story = Story::of(&["ada", "bob"]);
    let unread = |story: &Story| (story.chats["bob"].unread(), story.chats["bob"].first_unread().cloned());
    story.say("ada", "one").say("ada", "two").say("bob", "three").react("ada", "one", Emoji::Clap).deliver();
    assert_eq!(unread(&story), (2, Some(story.message("bob", "one").key)));
    story.input("bob", Input::Looking(true)).say("ada", "four").deliver();
    assert_eq!(unread(&story), (0, None));
    story.input("bob", Input::Looking(false)).say("ada", "five").deliver();
    assert_eq!(unread(&story), (1, Some(story.message("bob", "five").key)));
}

#[test]
fn the_order_is_the_same_whatever_comes_first() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.cut("ada", "eve").say("ada", "question").deliver().wait(10).say("bob", "answer").deliver();
    assert_snapshot!(story.view("eve"), @"bob: answer");
    story.connect("ada", "eve").deliver();
    assert_snapshot!(story.view("eve"), @"
    ada: question
    bob: answer
    ");
    // Somebody whose clock is an hour late still stands after what they have seen.
    let late = Config { you: id("kim"), name: display_name("kim"), now: story.now, at: WALL - 3_600_000 };
    story.come_unconnected("kim", None).chats.insert("kim", Chat::new(late));
    for other in ["ada", "bob", "eve"] {
        story.input("kim", Input::MemberJoined { id: id(other), name: display_name(other) }).connect("kim", other);
    }
    story.deliver();
    let (new, at) = (story.next_id(), WALL - 3_600_000);
    let late = Input::Send { to: Audience::Everyone, text: "late".parse().unwrap(), id: new, at };
    story.input("kim", late).deliver();
    assert_snapshot!(story.view("ada"), @"
    you: question ✓
    bob: answer
    kim: late
    ");
}

#[test]
fn a_new_name_is_shown_everywhere() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("bob", "hi").deliver();
    let renamed = Input::MemberJoined { id: id("bob"), name: "Robert".parse().unwrap() };
    let effects = story.chats.get_mut("ada").unwrap().handle(Duration::ZERO, renamed.clone());
    assert_eq!(effects, [Effect::Changed]);
    assert_eq!(story.chats.get_mut("ada").unwrap().handle(Duration::ZERO, renamed), []);
    assert_snapshot!(story.view("ada"), @"Robert: hi");
}

#[test]
fn the_conversation_as_plain_text() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("ada", "two\nlines").deliver().wait(1000).whisper("bob", "ada", "<b>psst</b>").deliver();
    story.react("bob", "two\nlines", Emoji::Heart).react("ada", "two\nlines", Emoji::Heart).deliver();
    let time = |at: u64| format!("{}s", (at - WALL) / 1000);
    let who = |message: &Message| match &message.private_with {
        Some(with) if message.own => format!("{} (only to {})", message.author.name, with.name),
        Some(_) => format!("{} (only to you)", message.author.name),
        None => message.author.name.to_string(),
    };
    assert_snapshot!(story.chats["ada"].transcript(time, who), @"
    [0s] ada: two
        lines
        ❤️ ada, bob
    [1s] bob (only to you): <b>psst</b>
    ");
}
