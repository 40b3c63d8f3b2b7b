// The baseline of `cargo xtask bench join`, `media`, `chat`, `transfer` and `survive`: a call as one writes it by hand, without a framework, as fast as it
// goes. It speaks to the same server, opens the same four slots and the same control channel as Tincan, and negotiates as
// the sample of webrtc-pc 10.7 does. What a call between friends needs besides (reconnecting, errors in words) is not here.
"use strict";

const room = location.pathname.split("/").pop();
const peers = new Map();
let socket, you, iceServers, local, screen;

const id = () => Array.from(crypto.getRandomValues(new Uint8Array(26)), byte => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("");
const send = message => socket.send(JSON.stringify(message));

const tell = peer => peer.channel.send(JSON.stringify({ type: "presence", microphone: true, camera: true, screen: Boolean(screen) }));

// Enter says what is in the field to the other, who answers when they have heard it.
const field = document.querySelector("#say");
field.onkeydown = event => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
    event.preventDefault();
    for (const { channel } of peers.values()) channel.send(JSON.stringify({ type: "say", text: field.value }));
    field.value = "";
};

// Has the other send so many bytes, in pieces of one size, and is done when they are here.
let fetched;
window.fetched = (size, piece) => new Promise(done => {
    fetched = { left: size, done };
    for (const { channel } of peers.values()) channel.send(JSON.stringify({ type: "fetch", size, piece }));
});
const receiveBytes = ({ channel }) => {
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => {
        fetched.left -= data.byteLength;
        if (fetched.left > 0) return;
        channel.close();
        fetched.done();
    };
};
const sendBytes = async (connection, size, piece) => {
    const channel = connection.createDataChannel("bytes"), bytes = new Uint8Array(piece).map((_, at) => at * 167);
    channel.bufferedAmountLowThreshold = 1 << 20;
    await new Promise(open => { channel.onopen = open; });
    for (let left = size; left > 0; left -= piece) {
        if (channel.bufferedAmount > 4 << 20) await new Promise(low => { channel.onbufferedamountlow = low; });
        channel.send(bytes);
    }
};

const connect = (member, offers) => {
    const connection = new RTCPeerConnection({ iceServers });
    const peer = { connection, polite: you < member, making: false, ignoring: false };
    const channel = connection.createDataChannel("control", { negotiated: true, id: 0 });
    peer.channel = channel;
    channel.onopen = () => tell(peer);
    channel.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === "say") channel.send(JSON.stringify({ type: "heard" }));
        if (message.type === "fetch") sendBytes(connection, message.size, message.piece);
        if (message.type !== "presence") return;
        if (!message.screen) {
            peer.screen?.remove();
            peer.screen = null;
        } else if (!peer.screen) {
            peer.screen = document.createElement("video");
            peer.screen.autoplay = peer.screen.playsInline = true;
            // Its sound is to be heard, as it is in Tincan.
            const [, , picture, sound] = connection.getTransceivers();
            peer.screen.srcObject = new MediaStream([picture.receiver.track, sound.receiver.track]);
            document.getElementById("others").append(peer.screen);
        }
    };

    connection.ondatachannel = receiveBytes;
    connection.onconnectionstatechange = () => { if (connection.connectionState === "failed") connection.restartIce(); };

    const stream = new MediaStream();
    const video = document.createElement("video");
    video.autoplay = video.playsInline = true;
    connection.ontrack = ({ transceiver, track }) => {
        if (connection.getTransceivers().indexOf(transceiver) > 1) return;
        stream.addTrack(track);
        if (!video.srcObject) {
            video.srcObject = stream;
            document.getElementById("others").append(video);
        }
    };
    connection.onicecandidate = ({ candidate }) => {
        if (candidate) send({ type: "signal", to: member, signal: JSON.stringify({ candidate }) });
    };
    connection.onnegotiationneeded = async () => {
        // Who is called waits for the offer: Chromium never shows pictures where one has to be taken back.
        if (!offers && !connection.remoteDescription) return;
        peer.making = true;
        try {
            await connection.setLocalDescription();
            send({ type: "signal", to: member, signal: JSON.stringify({ description: connection.localDescription }) });
        } finally {
            peer.making = false;
        }
    };
    if (offers) {
        const [microphone] = local.getAudioTracks(), [camera] = local.getVideoTracks();
        for (const source of [microphone ?? "audio", camera ?? "video", "video", "audio"]) {
            connection.addTransceiver(source, { direction: "sendrecv", streams: [local] });
        }
    }
    peers.set(member, peer);
    return peer;
};

const receive = async (member, { description, candidate }) => {
    const peer = peers.get(member) ?? connect(member, false);
    const { connection } = peer;
    if (candidate) {
        try {
            await connection.addIceCandidate(candidate);
        } catch (error) {
            if (!peer.ignoring) throw error;
        }
        return;
    }
    const collides = description.type === "offer" && (peer.making || connection.signalingState !== "stable");
    peer.ignoring = collides && !peer.polite;
    if (peer.ignoring) return;
    await connection.setRemoteDescription(description);
    if (description.type !== "offer") return;
    const transceivers = connection.getTransceivers();
    for (const transceiver of transceivers) transceiver.direction = "sendrecv";
    const [microphone] = local.getAudioTracks(), [camera] = local.getVideoTracks();
    for (const { sender } of transceivers.slice(0, 2)) sender.setStreams(local);
    if (microphone) transceivers[0].sender.replaceTrack(microphone);
    if (camera) transceivers[1].sender.replaceTrack(camera);
    await connection.setLocalDescription();
    send({ type: "signal", to: member, signal: JSON.stringify({ description: connection.localDescription }) });
};

const join = () => {
    socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws`);
    socket.onopen = () => send({ type: "join", version: 1, room, name: "Plain", session: id(), page: id() });
    socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        switch (message.type) {
            case "joined":
                you = message.you;
                iceServers = message.ice_servers;
                document.body.dataset.joined = "true";
                for (const member of message.members) connect(member.id, true);
                break;
            case "signal":
                receive(message.from, JSON.parse(message.signal));
                break;
            case "member_left":
                peers.get(message.id)?.connection.close();
                peers.delete(message.id);
                break;
        }
    };
};

const button = document.getElementById("join");
button.onclick = () => { button.disabled = true; join(); };
// What Tincan asks for when nobody has chosen anything.
const wanted = {
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: { ideal: "user" } },
};
navigator.mediaDevices.getUserMedia(wanted).catch(() => new MediaStream()).then(stream => {
    local = stream;
    document.getElementById("preview").srcObject = stream;
    button.disabled = false;
    listCameras();
});

// A screen goes into the slot that is there for it, and its sound, for which Tincan asks as well, into the next.
const fill = (slot, track) => {
    for (const { connection } of peers.values()) connection.getTransceivers()[slot].sender.replaceTrack(track);
};
document.getElementById("share").onclick = async () => {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, restrictOwnAudio: true };
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 30 } }, audio });
    [screen] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    fill(2, screen);
    if (sound) fill(3, sound);
    for (const peer of peers.values()) tell(peer);
};

const picker = document.getElementById("camera");
const listCameras = async () => {
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(device => device.kind === "videoinput");
    picker.replaceChildren(...cameras.map(camera => new Option(camera.label, camera.deviceId)));
};
// The old camera is stopped first: phones cannot open two.
picker.onchange = async () => {
    local.getVideoTracks()[0].stop();
    const video = { ...wanted.video, deviceId: { exact: picker.value } };
    const track = (await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks()[0];
    local = new MediaStream([...local.getAudioTracks(), track]);
    document.getElementById("preview").srcObject = local;
    fill(1, track);
};
