//! Pictures of one colour, to be sent, and eyes that see which colour arrives.

#![allow(dead_code, reason = "each crate uses its part of it")]
#![allow(unsafe_code, reason = "`#[wasm_bindgen] extern` expands to unsafe glue; there is none by hand")]

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, MediaStream, MediaStreamTrack};

#[wasm_bindgen(inline_js = r#"
const setInterval = window.setInterval.bind(window);
const clearInterval = window.clearInterval.bind(window);

export function picture(colour) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 96;
    const context = canvas.getContext('2d');
    let frame = 0;
    const draw = () => {
        context.fillStyle = colour;
        context.fillRect(0, 0, 96, 96);
        context.fillStyle = 'black';
        context.fillRect(frame++ % 96, 0, 2, 2);
    };
    draw();
    const [track] = canvas.captureStream(20).getVideoTracks();
    const timer = setInterval(() => track.readyState === 'ended' ? clearInterval(timer) : draw(), 50);
    return track;
}

export class Eye {
    constructor(stream) {
        this.video = document.createElement('video');
        this.video.muted = true;
        this.video.srcObject = stream;
        this.video.play().catch(() => {});
        this.canvas = document.createElement('canvas');
        this.canvas.width = this.canvas.height = 1;
        this.context = this.canvas.getContext('2d', { willReadFrequently: true });
    }

    colour() {
        if (!this.video.videoWidth) {
            return 'nothing';
        }
        const [red, green, blue] = this.pixel();
        const [[brightness, name], [second]] = [[red, 'red'], [green, 'lime'], [blue, 'blue']].sort((a, b) => b[0] - a[0]);
        return brightness > second + 60 ? name : 'grey';
    }

    pixel() {
        if (!this.video.videoWidth) {
            return [];
        }
        this.context.drawImage(this.video, 40, 40, 16, 16, 0, 0, 1, 1);
        return [...this.context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    }

    size() {
        return [this.video.videoWidth, this.video.videoHeight];
    }

    close() {
        this.video.srcObject = null;
    }
}

export function halves() {
    const canvas = document.createElement('canvas');
    canvas.width = 64;
    canvas.height = 32;
    const context = canvas.getContext('2d');
    const [track] = canvas.captureStream(20).getVideoTracks();
    const draw = () => {
        context.fillStyle = 'red';
        context.fillRect(0, 0, 32, 32);
        context.fillStyle = 'blue';
        context.fillRect(32, 0, 32, 32);
    };
    draw();
    const timer = setInterval(() => track.readyState === 'ended' ? clearInterval(timer) : draw(), 50);
    return track;
}

export async function look(file) {
    const image = await createImageBitmap(file);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const pixel = x => [...context.getImageData(x, 16, 1, 1).data.slice(0, 3)].map(part => part > 128 ? 1 : 0).join('');
    return `${file.type} ${image.width}x${image.height} ${pixel(8)} ${pixel(56)}`;
}
"#)]
extern "C" {
    /// A track that shows a colour of CSS, until it is stopped.
    pub(crate) fn picture(colour: &str) -> MediaStreamTrack;

    /// A track that is red on its left and blue on its right, until it is stopped.
    pub(crate) fn halves() -> MediaStreamTrack;

    /// Tells of a file of an image its type, its size, and the colours left and right as bits of red, green and blue.
    pub(crate) fn look(file: &Blob) -> Promise;

    #[wasm_bindgen(js_name = Eye)]
    type JsEye;

    #[wasm_bindgen(constructor, js_class = "Eye")]
    fn new(stream: &MediaStream) -> JsEye;

    #[wasm_bindgen(method, js_class = "Eye")]
    fn colour(this: &JsEye) -> String;

    #[wasm_bindgen(method, js_class = "Eye")]
    fn pixel(this: &JsEye) -> Vec<u8>;

    #[wasm_bindgen(method, js_class = "Eye")]
    fn size(this: &JsEye) -> Vec<u32>;

    #[wasm_bindgen(method, js_class = "Eye")]
    fn close(this: &JsEye);
}

/// Looks at a stream.
pub(crate) struct Eye(JsEye);

impl Eye {
    pub(crate) fn on(stream: &MediaStream) -> Self {
        Self(JsEye::new(stream))
    }

    /// `red`, `lime`, `blue`, `grey`; `nothing` as long as no frame came.
    pub(crate) fn colour(&self) -> String {
        self.0.colour()
    }

    /// How large what it sees is: width and height, in pixels.
    pub(crate) fn size(&self) -> (u32, u32) {
        let size = self.0.size();
        (size[0], size[1])
    }

    /// Whether it sees about this colour: red, green and blue.
    pub(crate) fn sees(&self, expected: [u8; 3]) -> bool {
        let pixel = self.0.pixel();
        pixel.len() == 3 && pixel.iter().zip(expected).all(|(seen, expected)| seen.abs_diff(expected) < 25)
    }
}

impl Drop for Eye {
    fn drop(&mut self) {
        self.0.close();
    }
}
