//! A member that is not honest: whatever it sends, what it makes others keep, show and send is bounded.

use proptest::{collection::vec, prelude::*};

use super::*;

#[test]
fn a_flood_is_cut_off_and_told_once() {
    let mut story = Story::of(&["ada", "bob"]);
    let mut flood = |seconds: u64| {
        story.now = Duration::from_secs(seconds);
        let entries = (0..500_u64).map(|number| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&(seconds * 1000 + number).to_be_bytes());
            ChatEntry { id: EntryId::from_bytes(bytes), ..entry(1, WALL, text("spam")) }
        });
        let entries: Vec<_> = entries.collect();
        let effects: Vec<_> =
            entries.into_iter().flat_map(|entry| story.suffer("ada", "bob", ChatMessage::Entry(entry))).collect();
        let count = |what: fn(&&Effect) -> bool| effects.iter().filter(what).count();
        (count(|it| matches!(it, Effect::Arrived(_))), count(|it| matches!(it, Effect::Flooding(_))))
    };
    assert_eq!(flood(1), (120, 1));
    assert_eq!(flood(9), (20, 0));
    assert_eq!(flood(40), (77, 1));
}

/// Eighty at once, and two in a second: whatever the person does, no honest member is cut off.
#[test]
fn an_honest_backlog_passes() {
    // Of the longest, a megabyte is kept.
    for (text, kept) in [("힣".repeat(4000), 87), ("short".to_owned(), 400)] {
        let mut story = Story::of(&["ada", "bob"]);
        story.cut("ada", "bob");
        for number in 0..400_u16 {
            let mut bytes = [1; 16];
            bytes[..2].copy_from_slice(&number.to_be_bytes());
            let (id, at) = (EntryId::from_bytes(bytes), story.wall());
            story.input("ada", Input::Send { to: Audience::Everyone, text: text.parse().unwrap(), id, at });
        }
        story.take_log();
        story.connect("ada", "bob");
        // What is asked for comes at once; here nobody can ask.
        story.lines.retain(|(_, _, message)| !matches!(message, ChatMessage::Digest { .. }));
        for _ in 0..400 {
            story.deliver().wait(500);
        }
        let messages = story.chats["ada"].messages();
        assert_eq!(messages.len(), kept);
        assert!(messages.iter().all(|message| message.delivery == Some(Delivery::Delivered)));
        assert_eq!(story.chats["bob"].messages().len(), kept);
        assert_eq!(story.log.matches("bob hears").count(), kept);
        assert!(!story.log.contains("flooded"));
    }
}

#[test]
fn what_was_dropped_is_sent_again() {
    let mut story = Story::of(&["ada", "bob"]);
    story.say("ada", "one");
    story.lines.clear();
    story.wait(19_000).deliver();
    assert_eq!(story.view("bob"), "");
    story.wait(1000).deliver();
    assert_eq!(story.view("bob"), "ada: one\n");
    assert_eq!(story.view("ada"), "you: one ✓\n");
}

#[test]
fn nobody_drives_out_what_others_said() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    story.say("eve", "important").deliver();
    for number in 0..3000_u32 {
        story.now += Duration::from_millis(400);
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        let body = text(&format!("{number} {}", "a".repeat(3000)));
        let spam = ChatEntry { id: EntryId::from_bytes(bytes), ..entry(1, WALL * 2, body) };
        story.suffer("ada", "bob", ChatMessage::Entry(spam));
    }
    assert_eq!(story.message("ada", "important").author.name, display_name("eve"));
    let bytes: usize = story.chats["ada"].messages().iter().map(|message| message.text.as_str().len()).sum();
    assert!((1_000_000..=1024 * 1024).contains(&bytes), "{bytes}");
}

#[test]
fn nobody_stands_at_the_end_of_time() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    for number in 0..50 {
        story.suffer("ada", "bob", ChatMessage::Entry(entry(100 + number, u64::MAX, text("last!"))));
    }
    story.wait(1000).say("ada", "after that").deliver().wait(10).say("eve", "and that").deliver();
    let last: Vec<String> =
        story.chats["ada"].messages().iter().rev().take(2).map(|message| message.text.to_string()).collect();
    assert_eq!(last, ["and that", "after that"]);
    assert!(story.chats["ada"].messages().iter().all(|message| message.at < 8_640_000_000_000_000));
}

#[test]
fn somebody_elses_id_changes_nothing() {
    let mut story = Story::of(&["ada", "bob", "eve"]);
    // Bob sees it first, and is faster.
    story.say("ada", "yes").deliver().react("eve", "yes", Emoji::ThumbsUp).deliver();
    story.cut("ada", "eve").whisper("ada", "eve", "psst");
    let stolen = ChatEntry { id: entry_id(1), ..entry(1, WALL, text("give me your money?")) };
    story.suffer("eve", "bob", ChatMessage::Entry(stolen));
    let mut acknowledged = vec![entry_id(1)];
    acknowledged.extend((0..255).map(entry_id));
    story.suffer("ada", "bob", ChatMessage::Received { ids: acknowledged });
    insta::assert_snapshot!(story.view("eve"), @"
    ada: yes 👍eve
    bob: give me your money?
    ");
    insta::assert_snapshot!(story.view("ada"), @"
    you: yes 👍eve ✓
    you: psst (private, eve) … eve
    ");
    story.go("eve");
    assert_eq!(story.message("ada", "psst").delivery, Some(Delivery::Failed), "it was not bob's to acknowledge");
}

/// What somebody may send who means harm.
#[derive(Debug, Clone)]
enum Attack {
    Message(ChatMessage, u16),
    Garbage(u16),
    Open,
    Close,
    Leave,
    Wait(u64),
}

fn attack() -> impl Strategy<Value = Attack> {
    let number = || prop_oneof![3 => 1..10_u16, 1 => 100..700_u16];
    prop_oneof![
        8 => (message(), number()).prop_map(|(message, number)| Attack::Message(message, number)),
        1 => number().prop_map(Attack::Garbage),
        1 => Just(Attack::Open),
        1 => Just(Attack::Close),
        1 => Just(Attack::Leave),
        2 => (1..40_000_u64).prop_map(Attack::Wait),
    ]
}

fn message() -> impl Strategy<Value = ChatMessage> {
    let ids = || vec(any::<u8>().prop_map(entry_id), 0..20);
    let passed_on = (author(), hostile_entry()).prop_map(|(author, entry)| PassedOn {
        author: id(author),
        name: display_name("mallory"),
        entry,
    });
    prop_oneof![
        6 => hostile_entry().prop_map(ChatMessage::Entry),
        1 => ids().prop_map(|ids| ChatMessage::Received { ids }),
        2 => any::<u64>().prop_map(|sum| ChatMessage::Digest { sum }),
        1 => ids().prop_map(|have| ChatMessage::HistoryWanted { have }),
        3 => (vec(passed_on, 0..40), any::<bool>()).prop_map(|(entries, more)| ChatMessage::History { entries, more }),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(private, on)| ChatMessage::Typing { private, on }),
        1 => Just(ChatMessage::Cheer { emoji: Emoji::Sad }),
        1 => Just(ChatMessage::Unknown),
    ]
}

fn author() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["ada", "bob", "eve", "kim", "lee", "mallory"])
}

fn hostile_entry() -> impl Strategy<Value = ChatEntry> {
    let body = prop_oneof![
        3 => (0..4000_usize).prop_map(|length| text(&"🎉".repeat(length + 1).chars().take(4000).collect::<String>())),
        1 => (author(), any::<u8>(), any::<bool>()).prop_map(|(author, number, on)| {
            let to = EntryRef { author: id(author), id: entry_id(number) };
            ChatBody::Reaction { to, emoji: Emoji::Heart, on }
        }),
        1 => Just(ChatBody::Unknown),
    ];
    let clock = || prop_oneof![any::<u64>(), Just(u64::MAX), Just(WALL)];
    (any::<u8>(), clock(), clock(), any::<bool>(), body).prop_map(|(number, clock, at, private, body)| ChatEntry {
        id: entry_id(number),
        clock,
        at,
        private,
        body,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_is_sent_the_chat_goes_on(attacks in vec(attack(), 0..40)) {
        let mut story = Story::of(&["ada", "bob", "eve"]);
        let mut serial = 0_u64;
        let mut told = Vec::new();
        for (index, attack) in attacks.into_iter().enumerate() {
            let mut sent = 0;
            match attack {
                Attack::Message(message, number) => for _ in 0..number {
                    let mut message = message.clone();
                    if let ChatMessage::Entry(entry) = &mut message {
                        // As many as possible.
                        serial += 1;
                        let mut bytes = [7; 16];
                        bytes[..8].copy_from_slice(&serial.to_be_bytes());
                        entry.id = EntryId::from_bytes(bytes);
                    }
                    for effect in story.suffer("ada", "bob", message) {
                        match effect {
                            Effect::Send(..) => sent += 1,
                            Effect::Flooding(_) => told.push(story.now),
                            _ => {}
                        }
                    }
                },
                Attack::Garbage(number) => for _ in 0..number {
                    let input = Input::ReceivedGarbage(id("bob"));
                    let effects = story.chats.get_mut("ada").unwrap().handle(story.now, input);
                    told.extend(effects.iter().filter(|it| matches!(it, Effect::Flooding(_))).map(|_| story.now));
                },
                Attack::Open => _ = story.input("ada", Input::ChannelOpened(id("bob"))),
                Attack::Close => _ = story.input("ada", Input::ChannelClosed(id("bob"))),
                Attack::Leave => {
                    story.input("ada", Input::MemberLeft(id("bob")));
                    story.input("ada", Input::MemberJoined { id: id("bob"), name: display_name("bob") });
                }
                Attack::Wait(milliseconds) => _ = story.wait(milliseconds),
            }
            prop_assert!(sent < 2200, "{} messages at once", sent);
            // Eve says something, and Ada.
            story.lines.retain(|(_, to, _)| *to != "bob");
            story.wait(1000).say("eve", &format!("eve {index}")).deliver().say("ada", &format!("ada {index}")).deliver();
            story.lines.clear();
            let chat = &story.chats["ada"];
            let messages = chat.messages();
            prop_assert!(messages.len() <= 1000);
            prop_assert!(messages.iter().map(|message| message.text.as_str().len()).sum::<usize>() <= 1024 * 1024);
            prop_assert!(chat.saved().to_json().len() < 3_000_000);
            prop_assert!(chat.unread() <= 1000);
            prop_assert_eq!(messages.last().unwrap().text.to_string(), format!("ada {index}"));
            let eves: Vec<String> = messages.iter().filter(|message| message.author.id == id("eve") && message.passed_on_by.is_none())
                .map(|message| message.text.to_string()).collect();
            let expected: Vec<String> = (0..=index).map(|index| format!("eve {index}")).collect();
            prop_assert_eq!(eves, expected, "what Eve says is there, and nothing else");
        }
        prop_assert!(told.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_secs(30)));
    }
}
