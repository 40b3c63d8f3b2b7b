//! How the connection to one person is, in words.

use tincan_protocol::DisplayName;
use yew::prelude::*;
use yew_webrtc::ConnectionStatus;

use super::{button::Button, icon::IconName};
use crate::i18n::Text;

/// Nothing to say about a sound connection; otherwise what is the matter and, once nothing more happens by itself, a
/// button.
pub fn connection_state(
    text: &Text,
    name: &DisplayName,
    status: ConnectionStatus,
    problem: Option<&'static str>,
    onretry: &Callback<()>,
) -> Html {
    let (words, class) = match status {
        ConnectionStatus::Connecting => (text.connecting, "connection-state--waiting"),
        ConnectionStatus::Connected => ("", "connection-state--connected"),
        ConnectionStatus::Interrupted => (text.reconnecting, "connection-state--waiting"),
        ConnectionStatus::Failed => (text.connection_failed, "connection-state--failed"),
    };
    html! {
        <div class={classes!("connection-state", class)}>
            <div class="connection-state__said" role="status">
                if status != ConnectionStatus::Connected || problem.is_some() {
                    <span class="visually-hidden">{ name.as_str() }{ ": " }</span>
                }
                <p class="connection-state__words">{ words }</p>
                <p class="connection-state__problem">{ problem.unwrap_or_default() }</p>
            </div>
            if status == ConnectionStatus::Failed {
                <Button
                    label={text.try_again}
                    about={name.as_str().to_owned()}
                    icon={IconName::Retry}
                    onclick={onretry.reform(|_| ())}
                />
            }
        </div>
    }
}
