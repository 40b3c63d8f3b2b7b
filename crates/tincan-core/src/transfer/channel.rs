//! The channels of transfers, and what goes through them.

use std::time::Duration;

use tincan_protocol::{Frame, TransferFailure};

use super::{
    Effect, Half, Number, Out, Stage, Transfer, Transfers, Way,
    incoming::Step,
    limits::{CHANNELS, CLOSINGS},
    outgoing::Wish,
};

impl Transfers {
    pub(super) fn channel_opened(&mut self, number: Number, max_frame: usize, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number) else { return };
        match (&mut transfer.half, transfer.stage) {
            (Half::Out(outgoing), Stage::Opening) => {
                outgoing.open(max_frame);
                transfer.stage = Stage::Flowing;
            }
            (Half::In(_), Stage::Accepted) => transfer.stage = Stage::Flowing,
            // It was ended meanwhile.
            _ => out.push(Effect::CloseChannel(number)),
        }
        out.changed = true;
    }

    /// The channel is gone, and perhaps the connection. The sender offers again, now and whenever the member is reached.
    pub(super) fn channel_closed(&mut self, number: Number, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number) else { return };
        if !matches!(transfer.stage, Stage::Opening | Stage::Flowing) {
            return;
        }
        transfer.closings += 1;
        if transfer.closings > CLOSINGS {
            return self.fail(number, TransferFailure::Protocol, out);
        }
        let way = transfer.way();
        self.rest(number, out);
        if way == Way::Out {
            self.say_offer(number, out);
        }
    }

    pub(super) fn frame_received(&mut self, now: Duration, number: Number, frame: &[u8], out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number).filter(|transfer| transfer.stage == Stage::Flowing) else {
            return;
        };
        let Ok(frame) = Frame::parse(frame) else {
            return self.fail(number, TransferFailure::Protocol, out);
        };
        match &mut transfer.half {
            Half::Out(outgoing) => {
                if !outgoing.receive(frame) {
                    return self.fail(number, TransferFailure::Protocol, out);
                }
                let verified = outgoing.verified();
                transfer.progress(now, verified);
                out.changed = true;
            }
            Half::In(incoming) => match incoming.receive(frame) {
                Ok(steps) => self.follow(now, number, steps, out),
                Err(why) => self.fail(number, why, out),
            },
        }
    }

    pub(super) fn group_checked(&mut self, now: Duration, number: Number, group: u32, bytes: &[u8], out: &mut Out) {
        if let Some(Half::In(incoming)) = self.all.get_mut(&number).map(|transfer| &mut transfer.half) {
            let steps = incoming.checked(group, bytes);
            self.follow(now, number, steps, out);
        }
    }

    pub(super) fn frames_left(&mut self, now: Duration, number: Number, bytes: u64) {
        if let Some(Half::Out(outgoing)) = self.all.get_mut(&number).map(|transfer| &mut transfer.half) {
            outgoing.note_left(now, bytes);
        }
    }

    pub(super) fn group_read(&mut self, number: Number, group: u32, bytes: Vec<u8>, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number).filter(|transfer| transfer.stage == Stage::Flowing) else {
            return;
        };
        let Half::Out(outgoing) = &mut transfer.half else { return };
        match outgoing.take_group(group, bytes) {
            Ok(frames) => out.effects.extend(frames.into_iter().map(|frame| Effect::SendFrame(number, frame))),
            // It was changed, or it is shorter than it was.
            Err(()) => self.fail(number, TransferFailure::Unreadable, out),
        }
    }

    fn follow(&mut self, now: Duration, number: Number, steps: Vec<Step>, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number) else { return };
        for step in steps {
            match step {
                Step::Write(offset, bytes) => out.push(Effect::Write(number, offset, bytes)),
                Step::Check(group) => out.push(Effect::Check(number, group)),
                Step::Send(frame) => out.push(Effect::SendFrame(number, frame)),
                Step::Finish => {
                    transfer.stage = Stage::Finishing;
                    if let Some(kept) = transfer.kept(true) {
                        out.push(Effect::Finish(number, kept));
                    }
                }
            }
        }
        let Half::In(incoming) = &transfer.half else { return };
        let verified = incoming.verified_bytes();
        transfer.progress(now, verified);
        if verified >= transfer.kept_at + KEEP_EVERY && transfer.stage == Stage::Flowing {
            transfer.kept_at = verified;
            if let Some(kept) = transfer.kept(false) {
                out.push(Effect::Keep(number, kept));
            }
        }
        out.changed = true;
    }

    /// Opens channels for what is accepted, and has what can be sent read and sent: each in its turn, as much as its channel takes.
    pub(super) fn flow(&mut self, out: &mut Out) {
        self.open_channels(out);
        for (number, transfer) in &mut self.all {
            let resting = transfer.paused_here || transfer.paused_there || transfer.stage != Stage::Flowing;
            let Half::Out(outgoing) = &mut transfer.half else { continue };
            while let Some(wish) = if resting { None } else { outgoing.wish() } {
                match wish {
                    Wish::Read(group) => out.push(Effect::Read(*number, group)),
                    Wish::Send(frame) => out.push(Effect::SendFrame(*number, frame)),
                }
            }
        }
    }

    fn open_channels(&mut self, out: &mut Out) {
        let waiting = self.numbers(|transfer| transfer.way() == Way::Out && transfer.stage == Stage::Accepted);
        for number in waiting {
            let Some(member) = self.all.get(&number).map(|transfer| transfer.member.clone()) else { continue };
            let has_channel = |transfer: &&Transfer| {
                transfer.member == member
                    && transfer.way() == Way::Out
                    && matches!(transfer.stage, Stage::Opening | Stage::Flowing)
            };
            if self.all.values().filter(has_channel).count() >= CHANNELS {
                continue;
            }
            let Some(transfer) = self.all.get_mut(&number) else { continue };
            transfer.stage = Stage::Opening;
            out.push(Effect::OpenChannel(number, member, transfer.id()));
            out.changed = true;
        }
    }
}

impl Transfer {
    fn progress(&mut self, now: Duration, bytes: u64) {
        if !self.paused_here && !self.paused_there {
            self.pace.note(now, bytes);
        }
    }
}

/// After so many bytes it is written down how much is there.
const KEEP_EVERY: u64 = 16 * 1024 * 1024;
