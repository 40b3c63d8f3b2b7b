//! How the connection to one person is, in words.

use yew::prelude::*;
use yew_webrtc::{ConnectionStatus, PeerProblem};

use super::{button::Button, icon::IconName};
use crate::settings::use_text;

/// Properties of [`ConnectionState`].
#[derive(Debug, PartialEq, Properties)]
pub struct ConnectionStateProps {
    /// How it is.
    pub status: ConnectionStatus,
    /// What is wrong with what the person's browser sends.
    #[prop_or_default]
    pub problem: Option<PeerProblem>,
    /// Tries to connect once more.
    pub onretry: Callback<()>,
}

/// Nothing to say about a sound connection; otherwise what is the matter and, once nothing more happens by itself, a
/// button.
#[component]
pub fn ConnectionState(props: &ConnectionStateProps) -> Html {
    let text = use_text();
    let (words, class) = match props.status {
        ConnectionStatus::Connecting => (text.connecting, "connection-state--waiting"),
        ConnectionStatus::Connected => ("", "connection-state--connected"),
        ConnectionStatus::Interrupted => (text.reconnecting, "connection-state--waiting"),
        ConnectionStatus::Failed => (text.connection_failed, "connection-state--failed"),
    };
    let problem = props.problem.as_ref().map(text.peer_problem);
    html! {
        <div class={classes!("connection-state", class)}>
            <p class="connection-state__words">{ words }</p>
            <p class="connection-state__problem">{ problem.unwrap_or_default() }</p>
            if props.status == ConnectionStatus::Failed {
                <Button label={text.try_again} icon={IconName::Retry} onclick={props.onretry.reform(|_| ())} />
            }
        </div>
    }
}
