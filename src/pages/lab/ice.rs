//! Whether STUN and TURN servers work from here.

mod drafts;

use yew::prelude::*;
use yew_webrtc::{
    IceCheck, IceServersStatus,
    ice_check::{Server, ServerCheck},
    use_ice_check, use_ice_servers,
};

use self::drafts::{Draft, Drafts, Edit, MAX_DRAFTS};
use super::frame::frame;
use crate::{
    components::{
        button::{Button, ButtonKind},
        ice_report::ice_report,
        ice_server_form::IceServerForm,
    },
    i18n::IceText,
    settings::{use_lab_text, use_text},
};

/// The page *ICE*: a list of servers, what each of them gives to this browser, and what that means.
#[component]
pub fn Ice() -> Html {
    let (text, lab) = (use_text(), use_lab_text());
    let words = &lab.ice;
    let drafts = use_reducer(Drafts::default);
    // Faults are told from the first attempt on, not while somebody still types.
    let tried = use_state_eq(|| false);
    let ice = use_ice_check();
    let own = use_ice_servers(None);
    use_effect_with(own.status.clone(), {
        let drafts = drafts.dispatcher();
        move |status| {
            if let IceServersStatus::Known(servers) = status {
                drafts.dispatch(Edit::Fill(servers.clone()));
            }
        }
    });
    let parsed = drafts.servers();
    let onsubmit = {
        let (ice, tried, parsed) = (ice.clone(), tried.setter(), parsed.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(parsed.is_none());
            if let Some(servers) = parsed.clone() {
                ice.check(servers);
            }
        }
    };
    let onadd = {
        let drafts = drafts.dispatcher();
        move |_: MouseEvent| drafts.dispatch(Edit::Add)
    };
    let onown = {
        let own = own.clone();
        move |_: MouseEvent| own.ask()
    };
    let asking = own.status == IceServersStatus::Asking;
    let content = html! {
        <div class="ice">
            <form key="servers" class="lab__section ice__servers" novalidate=true {onsubmit}>
                <h2>{ words.servers }</h2>
                <p class="lab__hint">{ words.servers_hint }</p>
                <ol class="ice__list" role="list">
                    { for drafts.list.iter().enumerate().map(|(index, draft)| form(index, draft, *tried, &drafts, words)) }
                </ol>
                <div class="lab__buttons" role="group" aria-label={lab.controls}>
                    <Button label={words.check} kind={ButtonKind::Primary} submit=true />
                    <Button label={words.add} disabled={drafts.list.len() >= MAX_DRAFTS} onclick={onadd} />
                    <Button label={words.own} busy={asking} onclick={onown} />
                </div>
                <p class="lab__hint">{ words.own_hint }</p>
                <p class="ice__own" aria-live="polite">{ (words.own_status)(&own.status) }</p>
                <p class="lab__status" role="status">
                    { status_words(ice.check.as_ref(), *tried && parsed.is_none(), words) }
                </p>
            </form>
            <div key="outlook" class="ice__outlook" aria-live="polite">
                { for ice.check.as_ref().map(|check| outlook(check, words)) }
            </div>
            <div key="results" class="ice__results">
                { for ice.check.as_ref().map(|check| results(check, words)) }
            </div>
        </div>
    };
    frame(text, "ice-page", words.name, words.how, content)
}

fn form(index: usize, draft: &Draft, tried: bool, drafts: &UseReducerHandle<Drafts>, words: &IceText) -> Html {
    let id = draft.id;
    let onchange = {
        let drafts = drafts.dispatcher();
        move |(field, value)| drafts.dispatch(Edit::Change(id, field, value))
    };
    let onremove = {
        let drafts = drafts.dispatcher();
        move |()| drafts.dispatch(Edit::Remove(id))
    };
    let faults = draft.server().err().filter(|_| tried).unwrap_or_default();
    html! {
        <li key={id} class="ice__server">
            <IceServerForm
                {id}
                name={(words.server)(index + 1)}
                url={draft.url.clone()}
                username={draft.username.clone()}
                credential={draft.credential.clone()}
                {faults}
                removable={drafts.list.len() > 1}
                {onchange}
                {onremove}
            />
        </li>
    }
}

fn status_words(check: Option<&IceCheck>, faulty: bool, words: &IceText) -> String {
    match check {
        _ if faulty => words.faulty.to_owned(),
        None => words.idle.to_owned(),
        Some(check) if !check.is_over() => words.checking.to_owned(),
        Some(check) => {
            let good = check.checks().iter().filter(|check| check.verdict().is_good()).count();
            (words.done)(good, check.checks().len())
        }
    }
}

/// What all of it means. It is said once for each state, while candidates come and go below.
fn outlook(check: &IceCheck, words: &IceText) -> Html {
    let advice = (words.outlook)(check.outlook());
    html! {
        <section class="ice__meaning">
            <h2>{ advice.problem }</h2>
            <p>{ advice.next }</p>
            <p class="ice__mapping">{ (words.mapping)(check.mapping()).unwrap_or_default() }</p>
        </section>
    }
}

fn results(check: &IceCheck, words: &'static IceText) -> Html {
    html! {
        <section class="lab__section">
            <h2>{ words.results }</h2>
            { for check.checks().iter().enumerate().map(|(index, check)| result(index, check, words)) }
        </section>
    }
}

fn result(index: usize, check: &ServerCheck, words: &'static IceText) -> Html {
    html! { <div key={index}>{ ice_report(check, words) }</div> }
}

impl Drafts {
    /// The servers, if nothing is missing or wrong.
    fn servers(&self) -> Option<Vec<Server>> {
        self.list.iter().map(|draft| draft.server().ok()).collect()
    }
}
