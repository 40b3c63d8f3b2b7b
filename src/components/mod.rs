//! The app's components. Each has its stylesheet under the same name in `styles/components/`.

pub mod button;
pub mod camera_preview;
pub mod can_string;
pub mod connection_state;
pub mod control_bar;
pub mod device_picker;
pub mod icon;
pub mod language_picker;
pub mod level_meter;
pub mod media_notice;
pub mod media_toggles;
pub mod media_trouble;
pub mod message_page;
pub mod notice;
pub mod page_footer;
pub mod page_header;
pub mod page_heading;
pub mod select_box;
pub mod session_description;
pub mod share_link;
pub mod text_field;
pub mod theme_picker;
pub mod tile_grid;
pub mod trace_list;
pub mod video_tile;
pub mod wordmark;
