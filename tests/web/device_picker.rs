//! What is wanted and what is in use, in a list.

use std::{cell::RefCell, rc::Rc};

use tincan::components::device_picker::{DevicePicker, DevicePickerProps};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlSelectElement;
use yew::prelude::*;
use yew_webrtc::{Device, DeviceId, DeviceKind, Devices, GroupId, Wanted};

use crate::page::Page;

fn camera(id: &str, label: &str) -> Device {
    Device { id: DeviceId::from(id), group: GroupId::from("group"), kind: DeviceKind::Camera, label: label.to_owned() }
}

fn props(cameras: &[Device], wanted: Wanted, in_use: Option<&Device>) -> DevicePickerProps {
    DevicePickerProps {
        kind: DeviceKind::Camera,
        devices: Devices { cameras: cameras.to_vec(), ..Devices::default() },
        wanted,
        in_use: in_use.map(|device| device.id.clone()),
        label_in_use: in_use.map(|device| AttrValue::from(device.label.clone())).unwrap_or_default(),
        hint: None,
        fixed: false,
        onchange: Callback::noop(),
    }
}

fn select(page: &Page<DevicePicker>) -> HtmlSelectElement {
    page.one("select").unchecked_into()
}

/// The choices, the selected one in brackets, and what is said below.
fn look(page: &Page<DevicePicker>) -> String {
    let select = select(page);
    let choices = page.all("option").into_iter().enumerate().map(|(index, option)| {
        let text = option.text_content().unwrap_or_default();
        if usize::try_from(select.selected_index()) == Ok(index) { format!("[{text}]") } else { text }
    });
    let choices = choices.collect::<Vec<_>>().join(" | ");
    let hint = page.all("p").first().and_then(|hint| hint.text_content());
    if let Some(hint) = hint { format!("{choices} -- {hint}") } else { choices }
}

#[wasm_bindgen_test]
async fn a_wanted_device_stays_in_the_list_while_it_is_away() {
    let (desk, lamp) = (camera("1", "Desk"), camera("2", "Lamp"));
    let both = [desk.clone(), lamp.clone()];
    let wanted = Wanted::device(&lamp);
    let mut page = Page::<DevicePicker>::mount(props(&both, wanted.clone(), Some(&lamp))).await;
    assert_eq!(look(&page), "Automatic | Desk | [Lamp]");
    page.update(props(&both[..1], wanted.clone(), Some(&desk))).await;
    assert_eq!(look(&page), "Automatic | Desk | [Lamp (not connected)] -- Until it can be used again, Desk is in use.");
    page.update(props(&[], wanted.clone(), None)).await;
    assert_eq!(look(&page), "Automatic | [Lamp (not connected)]");
    page.update(props(&both, wanted.clone(), Some(&desk))).await;
    assert_eq!(look(&page), "Automatic | Desk | [Lamp] -- Until it can be used again, Desk is in use.");
    page.update(props(&[camera("", "")], wanted, None)).await;
    assert_eq!(look(&page), "Automatic | [Lamp]", "behind a list without names it may be there");
}

#[wasm_bindgen_test]
async fn leaving_it_to_the_browser_says_what_that_is() {
    let (desk, unnamed) = (camera("1", "Desk"), camera("2", ""));
    let all = [desk.clone(), unnamed];
    let mut page = Page::<DevicePicker>::mount(props(&all, Wanted::Automatic, Some(&desk))).await;
    assert_eq!(look(&page), "[Automatic (Desk)] | Desk | Camera 2");
    page.update(props(&all, Wanted::Automatic, None)).await;
    assert_eq!(look(&page), "[Automatic] | Desk | Camera 2");
    page.update(props(&[], Wanted::Automatic, None)).await;
    assert_eq!(look(&page), "[None found]");
    assert!(select(&page).disabled());
    page.update(DevicePickerProps {
        fixed: true,
        hint: Some("So it is.".into()),
        ..props(&all, Wanted::device(&desk), None)
    })
    .await;
    assert_eq!(look(&page), "[Automatic] -- So it is.");
    assert!(select(&page).disabled());
}

#[wasm_bindgen_test]
async fn what_is_picked_is_wanted() {
    let picked = Rc::new(RefCell::new(Vec::<Wanted>::new()));
    let onchange = {
        let picked = Rc::clone(&picked);
        Callback::from(move |wanted| picked.borrow_mut().push(wanted))
    };
    let desk = camera("1", "Desk");
    let away = Wanted::Device { id: DeviceId::from("9"), label: "Lamp".to_owned() };
    let props = DevicePickerProps { onchange, ..props(std::slice::from_ref(&desk), away.clone(), Some(&desk)) };
    let page = Page::<DevicePicker>::mount(props).await;
    for value in ["1", "", "9"] {
        page.choose("select", value).await;
    }
    assert_eq!(picked.take(), [Wanted::device(&desk), Wanted::Automatic, away]);
}
