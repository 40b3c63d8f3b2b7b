//! What a track does, as the browser tells it.

use yew::prelude::*;

/// Properties of [`SettingsTable`].
#[derive(Debug, PartialEq, Properties)]
pub struct SettingsTableProps {
    /// Whose settings they are.
    pub caption: AttrValue,
    /// Names and values.
    pub settings: Vec<(String, String)>,
}

/// A table of names and values, as the browser writes them. Without any there is only what it would be called.
#[component]
pub fn SettingsTable(props: &SettingsTableProps) -> Html {
    let row = |(name, value): &(String, String)| {
        html! {
            <tr key={name.clone()}>
                <th class="settings-table__name" scope="row">{ name }</th>
                <td class="settings-table__value">{ value }</td>
            </tr>
        }
    };
    html! {
        <table class="settings-table">
            <caption class="settings-table__caption">{ &props.caption }</caption>
            <tbody translate="no">{ for props.settings.iter().map(row) }</tbody>
        </table>
    }
}
