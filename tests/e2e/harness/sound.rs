//! A sound system of a scenario's own: a private PulseAudio, whose microphones are plugged in and out as real ones are.
//!
//! Chromium hears of a new device from udev. There is none behind these, so udev's message is sent in its place: a multicast
//! on the kernel's own bus, which only root may do.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command as BlockingCommand, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context as _, Result, ensure};
use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_KOBJECT_UEVENT};
use tokio::process::{Child, Command};

use super::{PATIENCE, wait_until};

/// A running PulseAudio. It ends, and all its devices with it, when dropped.
#[derive(Debug)]
pub(crate) struct SoundSystem {
    folder: PathBuf,
    _process: Child,
}

/// A headset: a microphone, and what is said into it.
#[derive(Debug)]
pub(crate) struct Headset {
    name: String,
    /// PulseAudio's numbers of its modules, to be unloaded in this order.
    modules: [String; 2],
    /// Who speaks into it; silent when dropped.
    speaker: Option<Child>,
}

impl SoundSystem {
    /// Starts one without devices. `None` where there can be none; why is printed.
    ///
    /// # Errors
    /// PulseAudio is there and does not start.
    pub(crate) async fn start() -> Result<Option<Self>> {
        if let Err(why) = is_possible() {
            println!("SKIPPED: no headset can be plugged in here: {why:#}");
            return Ok(None);
        }
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("tincan-sound-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let script = folder.join("start.pa");
        let protocol =
            format!("load-module module-native-protocol-unix socket={}/native auth-anonymous=1\n", folder.display());
        fs::write(&script, protocol)?;
        let process = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=1", "-F"])
            .arg(&script)
            .env("HOME", &folder)
            .env("XDG_RUNTIME_DIR", &folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting pulseaudio")?;
        let system = Self { folder, _process: process };
        wait_until("PulseAudio answers", PATIENCE, async || system.pactl(&["info"]).await.map(Some)).await?;
        Ok(Some(system))
    }

    /// What a browser finds it by: the value of `PULSE_SERVER`.
    pub(crate) fn address(&self) -> String {
        format!("unix:{}/native", self.folder.display())
    }

    /// Plugs a headset in. Nobody speaks into it yet.
    pub(crate) async fn plug(&self, name: &str) -> Result<Headset> {
        let sink = format!("sink_name={name}_room");
        let place = format!("sink_properties=device.description={name}Speaker");
        let room = self.pactl(&["load-module", "module-null-sink", &sink, &place]).await?;
        let source = format!("source_name={name}");
        let master = format!("master={name}_room.monitor");
        let label = format!("source_properties=device.description={name}");
        let microphone = self.pactl(&["load-module", "module-virtual-source", &source, &master, &label]).await?;
        announce("add")?;
        Ok(Headset { name: name.to_owned(), modules: [microphone, room], speaker: None })
    }

    /// Pulls a headset out.
    pub(crate) async fn unplug(&self, headset: Headset) -> Result<()> {
        drop(headset.speaker);
        for module in &headset.modules {
            self.pactl(&["unload-module", module]).await?;
        }
        announce("remove")
    }

    /// Somebody speaks into the headset, for minutes.
    pub(crate) async fn speak(&self, headset: &mut Headset) -> Result<()> {
        let voice = self.folder.join("voice.raw");
        if !voice.exists() {
            fs::write(&voice, voice_samples())?;
        }
        let speaker = Command::new("pacat")
            .args(["--playback", "--raw", "--format=s16le", "--rate=16000", "--channels=1"])
            .arg(format!("--device={}_room", headset.name))
            .arg(&voice)
            .env("PULSE_SERVER", self.address())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting pacat")?;
        headset.speaker = Some(speaker);
        Ok(())
    }

    /// Mutes the headset's microphone in the system, or not any more.
    pub(crate) async fn set_muted(&self, headset: &Headset, muted: bool) -> Result<()> {
        self.pactl(&["set-source-mute", &headset.name, if muted { "1" } else { "0" }]).await.map(drop)
    }

    /// Makes its microphone and its speaker those that the system prefers.
    pub(crate) async fn prefer(&self, headset: &Headset) -> Result<()> {
        self.pactl(&["set-default-source", &headset.name]).await?;
        self.pactl(&["set-default-sink", &format!("{}_room", headset.name)]).await?;
        announce("change")
    }

    /// Waits until nobody listens to any of its microphones.
    pub(crate) async fn is_free(&self) -> Result<()> {
        wait_until("no microphone is in use", PATIENCE, async || {
            let listeners = self.pactl(&["list", "short", "source-outputs"]).await?;
            // A headset is made of a microphone that listens to its room.
            let browsers = listeners.lines().filter(|line| !line.contains("module-virtual-source")).count();
            ensure!(browsers == 0, "{listeners}");
            Ok(Some(()))
        })
        .await
    }

    async fn pactl(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new("pactl").args(arguments).env("PULSE_SERVER", self.address()).output().await?;
        ensure!(output.status.success(), "pactl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }
}

impl Drop for SoundSystem {
    fn drop(&mut self) {
        // What is left over is in the system's folder for what is left over.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn is_possible() -> Result<()> {
    for program in ["pulseaudio", "pactl", "pacat"] {
        let answer =
            BlockingCommand::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        answer.with_context(|| format!("{program} is not installed"))?;
    }
    announce("change").context("only root may say that a device was plugged in")
}

/// Says that the sound devices are others now, as udev does (systemd's `src/libsystemd/sd-device/device-monitor.c`).
fn announce(action: &str) -> Result<()> {
    let number = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    let properties = format!(
        "ACTION={action}\0DEVPATH=/devices/virtual/sound/tincan\0SUBSYSTEM=sound\0USEC_INITIALIZED=1\0SEQNUM={number}\0"
    );
    let length = u32::try_from(properties.len())?;
    let mut message = b"libudev\0".to_vec();
    message.extend(0xfeed_cafe_u32.to_be_bytes());
    for field in [HEADER_BYTES, HEADER_BYTES, length] {
        message.extend(field.to_ne_bytes());
    }
    // The hash of the subsystem; none of the device type; no tags.
    message.extend(murmur_hash_2(b"sound").to_be_bytes());
    message.extend([0; 12]);
    message.extend(properties.as_bytes());
    let mut socket = Socket::new(NETLINK_KOBJECT_UEVENT)?;
    socket.bind_auto()?;
    socket.send_to(&message, &SocketAddr::new(0, LISTENERS_OF_UDEV), 0)?;
    Ok(())
}

/// A. Appleby's `MurmurHash2` of 32 bits with the seed 0, by which listeners filter.
fn murmur_hash_2(data: &[u8]) -> u32 {
    const MIX: u32 = 0x5bd1_e995;
    let mut hash = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let (words, rest) = data.as_chunks::<4>();
    for word in words {
        let word = u32::from_le_bytes(*word).wrapping_mul(MIX);
        hash = hash.wrapping_mul(MIX) ^ (word ^ (word >> 24)).wrapping_mul(MIX);
    }
    if !rest.is_empty() {
        let mut last = [0; 4];
        last[..rest.len()].copy_from_slice(rest);
        hash = (hash ^ u32::from_le_bytes(last)).wrapping_mul(MIX);
    }
    hash = (hash ^ (hash >> 13)).wrapping_mul(MIX);
    hash ^ (hash >> 15)
}

/// Longer than any scenario, something like speech: syllables of many frequencies, which no noise suppression takes for noise.
fn voice_samples() -> Vec<u8> {
    let mut random = 1_u32;
    let samples = (0..16_000 * 180_u32).map(|index| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let loud = (index / 1_600) % 2 == 0;
        let tone = if index % 80 < 40 { 6_000_i32 } else { -6_000 };
        let noise = i32::try_from(random >> 20).unwrap_or(0) - 2_048;
        i16::try_from(if loud { tone + noise } else { 0 }).unwrap_or(0)
    });
    samples.flat_map(i16::to_le_bytes).collect()
}

static COUNT: AtomicU32 = AtomicU32::new(0);

const HEADER_BYTES: u32 = 40;

const LISTENERS_OF_UDEV: u32 = 2;
