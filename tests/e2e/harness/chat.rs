//! What somebody writes and reads in the chat.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};

use super::{PATIENCE, Person, wait_until};

impl Person {
    /// Opens the chat, whatever is unread in it.
    pub(crate) async fn opens_chat(&self) -> Result<()> {
        self.presses_first("Chat").await?;
        self.has("log", "Messages").await
    }

    /// Writes a line to whom the chat is set to, and sends it by Enter.
    pub(crate) async fn says(&self, text: &str) -> Result<()> {
        let before = self.said().await?.len();
        self.writes("Message", text).await?;
        self.hits(Key::Enter).await?;
        wait_until(format_args!("{self} has said {text:?}"), PATIENCE, async || {
            Ok((self.said().await?.len() > before).then_some(()))
        })
        .await
    }

    /// Writes a line that only this person can read.
    pub(crate) async fn whispers(&self, name: &str, text: &str) -> Result<()> {
        self.chooses("To", &format!("Only {name}")).await?;
        self.says(text).await?;
        self.chooses("To", "Everyone").await
    }

    /// Presses keys where the focus is.
    pub(crate) async fn hits(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver().active_element().await?.send_keys(keys).await?)
    }

    /// What is in the chat: who said what, as one reads it.
    pub(crate) async fn said(&self) -> Result<Vec<(String, String)>> {
        let script = "const [log] = probe.findAll('log', 'Messages');
            const entries = log ? [...log.querySelectorAll('.chat-panel__message')] : [];
            const text = (entry, part) => entry.querySelector(`.chat-panel__${part}`)?.innerText ?? '';
            return entries.map(entry => [text(entry, 'author'), text(entry, 'text')])";
        self.ask(script, &[]).await
    }

    /// Waits until exactly this is in the chat.
    pub(crate) async fn reads_in_chat(&self, expected: &[(&str, &str)]) -> Result<()> {
        wait_until(format_args!("{self} reads {expected:?} in the chat"), PATIENCE, async || {
            let said = self.said().await?;
            let same = said.iter().map(|(who, what)| (who.as_str(), what.as_str())).eq(expected.iter().copied());
            ensure!(same, "there is {said:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until all that this person said has arrived at everybody.
    pub(crate) async fn is_heard(&self) -> Result<()> {
        let script = "return [...document.querySelectorAll('.chat-panel__message[data-own]')]
            .map(entry => entry.querySelector('.chat-panel__delivery')?.innerText ?? '')";
        wait_until(format_args!("{self} is heard"), PATIENCE * 2, async || {
            let delivered: Vec<String> = self.ask(script, &[]).await?;
            ensure!(delivered.iter().all(|words| words == "Delivered"), "{delivered:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Whether anything with these words has come on any channel of this page.
    pub(crate) async fn has_received(&self, words: &str) -> Result<bool> {
        self.ask("return probe.heard.some(text => text.includes(arguments[0]))", &[json!(words)]).await
    }

    /// Sends anything on every channel of this page, as often as that.
    pub(crate) async fn sends_raw(&self, texts: &[Value]) -> Result<()> {
        let script = "for (const channel of probe.channels()) for (const text of arguments[0]) channel.send(text)";
        self.run(script, &[json!(texts)]).await
    }

    /// The page's title.
    pub(crate) async fn has_title(&self, beginning: &str) -> Result<()> {
        wait_until(format_args!("{self} has the title {beginning:?}"), PATIENCE, async || {
            let title = self.driver().title().await?;
            ensure!(title.starts_with(beginning), "it is {title:?}");
            Ok(Some(()))
        })
        .await
    }
}
