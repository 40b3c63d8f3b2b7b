//! What the person does, and how a transfer ends.

use tincan_protocol::{MemberId, Offer, TransferFailure, TransferMessage};

use super::{Effect, Half, Kept, Number, Out, Outcome, Outgoing, Slot, Stage, Transfer, Transfers, Way};

impl Transfers {
    /// What is stored of transfers that this page knows is theirs.
    pub(super) fn restored(&mut self, kept: Vec<Kept>, out: &mut Out) {
        self.kept = kept;
        for member in self.members.iter().filter(|(_, member)| member.reached).map(|(id, _)| id) {
            self.say_resume(member, out);
        }
        out.changed = true;
    }

    pub(super) fn offer(&mut self, to: &MemberId, offer: Offer, out: &mut Out) {
        let half = Half::Out(Box::new(Outgoing::new(offer.size)));
        let number = self.add(Transfer::new(to.clone(), self.name(to), offer, half));
        self.say_offer(number, out);
        out.changed = true;
    }

    pub(super) fn accept(&mut self, number: Number, slot: Slot, out: &mut Out) {
        let Some(transfer) = self.all.get(&number) else { return };
        if transfer.way() == Way::Out || transfer.stage != Stage::Offered {
            return;
        }
        let offer = transfer.offer.clone();
        let stored = self.kept.iter().position(|kept| kept.resembles(&offer));
        let kept = stored.map(|index| self.kept.swap_remove(index)).or_else(|| self.take_over(&offer, out));
        let slot = kept.as_ref().map_or(slot, |kept| kept.slot.clone());
        self.prepare(number, slot, kept, out);
    }

    /// What is there of this file in a transfer whose sender is gone, which ends with that.
    fn take_over(&mut self, offer: &Offer, out: &mut Out) -> Option<Kept> {
        let number = self.abandoned(offer)?;
        out.push(Effect::Release(number));
        self.all.remove(&number)?.kept(false)
    }

    /// A transfer of probably this file that waits for a sender who is not reached.
    pub(super) fn abandoned(&self, offer: &Offer) -> Option<Number> {
        let waits = |transfer: &Transfer| {
            transfer.stage == Stage::Accepted
                && !self.is_reached(&transfer.member)
                && transfer.kept(false).is_some_and(|kept| kept.resembles(offer))
        };
        self.all.iter().find(|(_, transfer)| waits(transfer)).map(|(number, _)| *number)
    }

    pub(super) fn prepared(&mut self, number: Number, out: &mut Out) {
        let Some(transfer) = self.all.get(&number).filter(|transfer| transfer.stage == Stage::Preparing) else {
            // It was ended meanwhile, and its place may have been made only now.
            out.push(Effect::Release(number));
            let slot = self.all.get(&number).and_then(|transfer| Some(transfer.kept(false)?.slot));
            out.effects.extend(slot.map(Effect::Discard));
            return;
        };
        if let Some(kept) = transfer.kept(false) {
            out.push(Effect::Keep(number, kept));
        }
        self.answer(number, out);
    }

    pub(super) fn decline(&mut self, number: Number, out: &mut Out) {
        let Some(transfer) = self.all.get(&number) else { return };
        if transfer.way() == Way::In && transfer.stage == Stage::Offered {
            self.say(&transfer.member, TransferMessage::Decline { id: transfer.id() }, out);
            self.end(number, Outcome::Declined, out);
        }
    }

    pub(super) fn cancel(&mut self, number: Number, out: &mut Out) {
        let Some(transfer) = self.all.get(&number) else { return };
        // What is whole already is not undone.
        if !transfer.is_over() && transfer.stage != Stage::Finishing {
            self.say(&transfer.member, TransferMessage::Cancel { id: transfer.id() }, out);
            self.end(number, Outcome::Cancelled { here: true }, out);
        }
    }

    pub(super) fn pause(&mut self, number: Number, on: bool, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number) else { return };
        if transfer.is_over() || transfer.paused_here == on {
            return;
        }
        transfer.paused_here = on;
        transfer.pace.rest();
        let (member, id) = (transfer.member.clone(), transfer.id());
        if let Some(kept) = transfer.kept(false).filter(|_| on && transfer.stage == Stage::Flowing) {
            out.push(Effect::Keep(number, kept));
        }
        self.say(&member, TransferMessage::Pause { id, on }, out);
        out.changed = true;
    }

    pub(super) fn forget(&mut self, number: Number, out: &mut Out) {
        if !self.all.get(&number).is_some_and(Transfer::is_over) {
            return;
        }
        let Some(transfer) = self.all.remove(&number) else { return };
        if let Half::In(incoming) = transfer.half
            && transfer.stage == Stage::Over(Outcome::Done)
            && let Some(slot) = incoming.slot
        {
            out.push(Effect::Discard(slot));
        }
        out.changed = true;
    }

    pub(super) fn remove(&mut self, slot: Slot, out: &mut Out) {
        let count = self.kept.len();
        self.kept.retain(|kept| kept.slot != slot);
        if self.kept.len() < count {
            out.push(Effect::Discard(slot));
            out.changed = true;
        }
    }

    pub(super) fn finished(&mut self, number: Number, out: &mut Out) {
        let Some(transfer) = self.all.get(&number).filter(|transfer| transfer.stage == Stage::Finishing) else {
            return;
        };
        self.say(&transfer.member, TransferMessage::Done { id: transfer.id() }, out);
        self.end(number, Outcome::Done, out);
    }

    /// It cannot go on, for a reason that this side found.
    pub(super) fn fail(&mut self, number: Number, why: TransferFailure, out: &mut Out) {
        let Some(transfer) = self.all.get(&number).filter(|transfer| !transfer.is_over()) else { return };
        self.say(&transfer.member, TransferMessage::Failed { id: transfer.id(), why }, out);
        self.end(number, Outcome::Failed { why, here: true }, out);
    }

    pub(super) fn end(&mut self, number: Number, outcome: Outcome, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number).filter(|transfer| !transfer.is_over()) else { return };
        if transfer.stage == Stage::Finishing
            && outcome != Outcome::Done
            && !matches!(outcome, Outcome::Failed { here: true, .. })
        {
            return;
        }
        let was = std::mem::replace(&mut transfer.stage, Stage::Over(outcome));
        // Of what is done the sender closes the channel, who hears of it last.
        if !matches!(was, Stage::Offered | Stage::Preparing) && (was, outcome) != (Stage::Finishing, Outcome::Done) {
            out.push(Effect::CloseChannel(number));
        }
        out.push(Effect::Release(number));
        out.changed = true;
        let Some(kept) = transfer.kept(false).filter(|_| outcome != Outcome::Done) else { return };
        let resumes = matches!(
            outcome,
            Outcome::Failed {
                why: TransferFailure::NoSpace | TransferFailure::Unreadable | TransferFailure::Storage,
                ..
            }
        );
        if resumes && kept.bytes() > 0 {
            // With more space, or when the file is picked once more, it goes on.
            out.push(Effect::Keep(number, kept.clone()));
            self.kept.push(kept);
        } else {
            out.push(Effect::Discard(kept.slot));
        }
    }
}
