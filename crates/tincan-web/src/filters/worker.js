// Draws each frame of a track through filters, as `worker.rs` tells it.
let writer, reader, drawing, told;
const times = [], contexts = {};

onmessage = ({ data }) => {
    drawing = data.drawing ?? drawing;
    writer ??= data.writable?.getWriter();
    if (data.readable) follow(data.readable).catch(reportError);
};

const follow = async readable => {
    reader?.cancel().catch(() => {});
    const own = reader = readable.getReader();
    for (;;) {
        const { done, value: frame } = await own.read();
        if (done) return;
        const start = performance.now();
        const filtered = through(frame);
        if (!filtered) continue;
        try {
            await writer.write(filtered);
        } finally {
            filtered.close();
        }
        times.push(performance.now() - start);
        if (times.length === 8) postMessage({ times: times.splice(0) });
    }
};

const through = frame => {
    try {
        const size = [frame.displayWidth, frame.displayHeight];
        if (told !== `${size}`) {
            told = `${size}`;
            drawing = undefined;
            postMessage({ size });
        }
        return drawing && filter(frame, drawing);
    } finally {
        frame.close();
    }
};

const filter = (frame, { layer, ...picture }) => {
    let context = fit("layer", layer);
    const { width, height, css, beyond } = layer;
    context.filter = "none";
    context.fillRect(0, 0, width, height);
    context.filter = css;
    context.drawImage(frame, -beyond, -beyond, width + 2 * beyond, height + 2 * beyond);
    if (width !== picture.width) {
        const { canvas } = context;
        context = fit("picture", picture);
        context.drawImage(canvas, 0, 0, picture.width, picture.height);
    }
    return new VideoFrame(context.canvas, { timestamp: frame.timestamp, alpha: "discard" });
};

const fit = (name, { width, height }) => {
    const context = contexts[name] ??= new OffscreenCanvas(width, height).getContext("2d", { alpha: false });
    if (!("filter" in context)) throw new TypeError("no filters of a canvas");
    const { canvas } = context;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    return context;
};
