//! The worker behind the transfers of a call page.

fn main() {
    yew_webrtc::run_transfer_worker();
}
