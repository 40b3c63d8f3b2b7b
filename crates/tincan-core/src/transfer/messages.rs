//! What members say about transfers, and their coming and going.

use std::time::Duration;

use tincan_protocol::{MemberId, Offer, ResumeProof, TransferId, TransferMessage};

use super::{
    Effect, Half, Incoming, Limits, Member, Number, Out, Outcome, Stage, Transfer, Transfers, Way,
    limits::PENDING_OFFERS, proof, stored_bytes,
};

impl Transfers {
    pub(super) fn reached(&mut self, id: &MemberId, name: String, out: &mut Out) {
        for transfer in self.all.values_mut().filter(|transfer| transfer.member == *id) {
            transfer.name.clone_from(&name);
            transfer.closings = 0;
        }
        let limits = self.members.remove(id).map_or_else(Limits::new, |member| member.limits);
        self.members.insert(id.clone(), Member { name, reached: true, limits });
        // Another channel may be open before the old one is known to be closed.
        self.interrupt(id, out);
        for number in self.numbers(|transfer| transfer.member == *id && transfer.way() == Way::Out) {
            self.say_offer(number, out);
        }
        self.say_resume(id, out);
        out.changed = true;
    }

    pub(super) fn lost(&mut self, id: &MemberId, out: &mut Out) {
        if let Some(member) = self.members.get_mut(id) {
            member.reached = false;
        }
        self.interrupt(id, out);
        for number in self.numbers(|transfer| transfer.member == *id) {
            let claimed = self.all.get_mut(&number).and_then(|transfer| transfer.claimed.take());
            if let Some(to) = claimed.filter(|to| self.is_reached(to)) {
                self.hand_over(number, &to, out);
            }
        }
    }

    pub(super) fn left(&mut self, id: &MemberId, out: &mut Out) {
        self.lost(id, out);
        for number in self.numbers(|transfer| transfer.member == *id && !transfer.is_over() && !transfer.was_accepted())
        {
            self.end(number, Outcome::Left, out);
        }
    }

    /// Closes what was open to this member. What was accepted goes on when they are reached again.
    fn interrupt(&mut self, id: &MemberId, out: &mut Out) {
        let flowing = |transfer: &Transfer| matches!(transfer.stage, Stage::Accepted | Stage::Opening | Stage::Flowing);
        for number in self.numbers(|transfer| transfer.member == *id && flowing(transfer)) {
            out.push(Effect::CloseChannel(number));
            self.rest(number, out);
        }
    }

    /// There is no channel any more. What is there is kept.
    pub(super) fn rest(&mut self, number: Number, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number) else { return };
        transfer.stage = if transfer.was_accepted() { Stage::Accepted } else { Stage::Offered };
        if transfer.way() == Way::Out {
            // Not before it is accepted once more.
            transfer.stage = Stage::Offered;
        }
        transfer.pace.rest();
        if let Some(kept) = transfer.kept(false) {
            out.push(Effect::Keep(number, kept));
        }
        out.changed = true;
    }

    pub(super) fn received(&mut self, now: Duration, from: &MemberId, message: TransferMessage, out: &mut Out) {
        let Some(member) = self.members.get_mut(from).filter(|member| member.reached) else { return };
        if !member.limits.admit(now, &message) {
            return;
        }
        match message {
            TransferMessage::Offer(offer) => self.offered(from, offer, out),
            TransferMessage::Accept { id, round, have } => {
                let Some(number) = self.find(from, &id, Way::Out) else { return };
                let Some(transfer) = self.all.get_mut(&number) else { return };
                let Half::Out(outgoing) = &mut transfer.half else { return };
                if transfer.stage != Stage::Offered || round != transfer.offer.round {
                    return;
                }
                outgoing.begin(&have);
                transfer.stage = Stage::Accepted;
                transfer.paused_there = false;
                self.say_pause(number, out);
                out.changed = true;
            }
            TransferMessage::Decline { id } => {
                if let Some(number) = self.find(from, &id, Way::Out) {
                    self.end(number, Outcome::Declined, out);
                }
            }
            TransferMessage::Cancel { id } => {
                for way in [Way::Out, Way::In] {
                    if let Some(number) = self.find(from, &id, way) {
                        self.end(number, Outcome::Cancelled { here: false }, out);
                    }
                }
            }
            TransferMessage::Failed { id, why } => {
                for way in [Way::Out, Way::In] {
                    if let Some(number) = self.find(from, &id, way) {
                        self.end(number, Outcome::Failed { why, here: false }, out);
                    }
                }
            }
            TransferMessage::Pause { id, on } => {
                for way in [Way::Out, Way::In] {
                    if let Some(transfer) = self.find(from, &id, way).and_then(|number| self.all.get_mut(&number)) {
                        transfer.paused_there = on;
                        transfer.pace.rest();
                        out.changed = true;
                    }
                }
            }
            TransferMessage::Done { id } => {
                if let Some(number) = self.find(from, &id, Way::Out) {
                    self.arrived(number, out);
                }
            }
            TransferMessage::Resume { proofs } => self.resume(from, &proofs, out),
            TransferMessage::Unknown => {}
        }
    }

    /// The receiver has all of it.
    fn arrived(&mut self, number: Number, out: &mut Out) {
        let Some(transfer) = self.all.get(&number) else { return };
        // Nobody can have what they did not even accept.
        if transfer.was_accepted() {
            self.end(number, Outcome::Done, out);
        }
    }

    fn offered(&mut self, from: &MemberId, offer: Offer, out: &mut Out) {
        if let Some(number) = self.find(from, &offer.id, Way::In) {
            return self.offered_again(number, &offer, out);
        }
        let pending = |transfer: &&Transfer| transfer.member == *from && transfer.stage == Stage::Offered;
        if self.all.values().filter(pending).count() >= PENDING_OFFERS {
            return;
        }
        let thumbnail = offer.thumbnail.clone().filter(|_| offer.media_type.is_image());
        let offer = Offer { thumbnail: None, ..offer };
        // It began with a member who is now this one.
        let moved = self.all.iter().find(|(_, transfer)| {
            transfer.way() == Way::In
                && transfer.was_accepted()
                && transfer.offer.id == offer.id
                && !self.is_reached(&transfer.member)
        });
        if let Some(number) = moved.map(|(number, _)| *number) {
            let name = self.name(from);
            if let Some(transfer) = self.all.get_mut(&number) {
                transfer.member = from.clone();
                transfer.name = name;
            }
            return self.offered_again(number, &offer, out);
        }
        let kept = self.kept.iter().position(|kept| kept.is_of(&offer));
        let half = Half::In(Box::new(Incoming::new(offer.size)));
        let number = self.add(Transfer::new(from.clone(), self.name(from), offer, half));
        out.push(Effect::Offered(number, thumbnail));
        out.changed = true;
        if let Some(index) = kept {
            // Accepted before the page was loaded again.
            let kept = self.kept.swap_remove(index);
            self.prepare(number, kept.slot.clone(), Some(kept), out);
        }
    }

    fn offered_again(&mut self, number: Number, offer: &Offer, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number) else { return };
        transfer.offer.round = offer.round;
        let (member, id) = (transfer.member.clone(), transfer.id());
        let answer = match transfer.stage {
            Stage::Over(Outcome::Done) => TransferMessage::Done { id },
            Stage::Over(Outcome::Declined) => TransferMessage::Decline { id },
            Stage::Over(Outcome::Failed { why, .. }) => TransferMessage::Failed { id, why },
            Stage::Over(_) => TransferMessage::Cancel { id },
            Stage::Accepted | Stage::Opening | Stage::Flowing if transfer.offer.size == offer.size => {
                out.push(Effect::CloseChannel(number));
                return self.answer(number, out);
            }
            Stage::Accepted | Stage::Opening | Stage::Flowing => {
                return self.fail(number, tincan_protocol::TransferFailure::Mismatch, out);
            }
            // It is answered when that is decided. If it still is to rest, that is said again, too.
            Stage::Offered | Stage::Preparing => {
                transfer.paused_there = false;
                out.changed = true;
                return;
            }
            Stage::Finishing => return,
        };
        out.push(Effect::Say(member, answer));
    }

    /// Says that the file is wanted, as far as it is not there.
    pub(super) fn answer(&mut self, number: Number, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number) else { return };
        let Half::In(incoming) = &mut transfer.half else { return };
        transfer.stage = Stage::Accepted;
        transfer.paused_there = false;
        let (id, round) = (transfer.offer.id.clone(), transfer.offer.round);
        let message = TransferMessage::Accept { id, round, have: incoming.begin() };
        let member = transfer.member.clone();
        self.say(&member, message, out);
        self.say_pause(number, out);
        out.changed = true;
    }

    pub(super) fn prepare(&mut self, number: Number, slot: super::Slot, kept: Option<super::Kept>, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number) else { return };
        let Half::In(incoming) = &mut transfer.half else { return };
        let have = kept.map(|kept| kept.have).unwrap_or_default();
        incoming.store_at(slot.clone(), &have);
        transfer.stage = Stage::Preparing;
        let size = transfer.offer.size;
        out.push(Effect::Prepare { number, slot, size, stored: stored_bytes(size, &have) });
        out.changed = true;
    }

    /// Somebody who proves that they are the receiver of a transfer.
    fn resume(&mut self, from: &MemberId, proofs: &[ResumeProof], out: &mut Out) {
        let claimed = self.numbers(|transfer| {
            transfer.way() == Way::Out && transfer.was_accepted() && proofs.contains(&proof(&transfer.offer.id, from))
        });
        for number in claimed {
            self.hand_over(number, from, out);
        }
    }

    /// Has somebody go on as the receiver of a transfer, as soon as nobody else is.
    fn hand_over(&mut self, number: Number, to: &MemberId, out: &mut Out) {
        let Some(holder) = self.all.get(&number).map(|transfer| transfer.member.clone()) else { return };
        let (held, name) = (holder != *to && self.is_reached(&holder), self.name(to));
        let Some(transfer) = self.all.get_mut(&number) else { return };
        transfer.claimed = held.then(|| to.clone());
        if held {
            return;
        }
        let id = transfer.id();
        transfer.member = to.clone();
        transfer.name = name;
        out.changed |= holder != *to;
        match transfer.stage {
            Stage::Over(Outcome::Done) => {}
            Stage::Over(Outcome::Failed { why, .. }) => self.say(to, TransferMessage::Failed { id, why }, out),
            Stage::Over(_) => self.say(to, TransferMessage::Cancel { id }, out),
            _ if holder != *to => self.say_offer(number, out),
            _ => {}
        }
    }

    /// Offers the file, unless that is settled. An answer to an earlier offer that is still on its way no longer counts.
    pub(super) fn say_offer(&mut self, number: Number, out: &mut Out) {
        let Some(transfer) = self.all.get_mut(&number).filter(|transfer| !transfer.is_over()) else { return };
        transfer.offer.round = transfer.offer.round.wrapping_add(1);
        let (member, offer) = (transfer.member.clone(), transfer.offer.clone());
        self.say(&member, TransferMessage::Offer(offer), out);
        self.say_pause(number, out);
    }

    /// Says that it is to rest, where it is.
    fn say_pause(&self, number: Number, out: &mut Out) {
        if let Some(transfer) = self.all.get(&number).filter(|transfer| transfer.paused_here) {
            self.say(&transfer.member, TransferMessage::Pause { id: transfer.id(), on: true }, out);
        }
    }

    /// Says this to a member, if they are reached. What is not said is said when they are.
    pub(super) fn say(&self, to: &MemberId, message: TransferMessage, out: &mut Out) {
        if self.is_reached(to) {
            out.push(Effect::Say(to.clone(), message));
        }
    }

    /// Says what could go on if its sender were this member. The latest first, if there are more than can be said.
    pub(super) fn say_resume(&self, to: &MemberId, out: &mut Out) {
        let Some(you) = &self.you else { return };
        let proofs: Vec<_> = self.resumable().map(|id| proof(id, you)).collect();
        let proofs: Vec<_> = proofs.into_iter().rev().take(TransferMessage::MAX_PROOFS).collect();
        if !proofs.is_empty() {
            self.say(to, TransferMessage::Resume { proofs }, out);
        }
    }

    /// What could go on if its sender were here.
    fn resumable(&self) -> impl Iterator<Item = &TransferId> {
        let kept = self.kept.iter().filter(|kept| !kept.complete).map(|kept| &kept.id);
        let incoming = self
            .all
            .values()
            .filter(|transfer| transfer.way() == Way::In && transfer.was_accepted() && !transfer.is_over());
        kept.chain(incoming.map(|transfer| &transfer.offer.id))
    }

    pub(super) fn add(&mut self, transfer: Transfer) -> Number {
        let number = Number(self.next);
        self.next += 1;
        self.all.insert(number, transfer);
        number
    }

    pub(super) fn numbers(&self, is: impl Fn(&Transfer) -> bool) -> Vec<Number> {
        self.all.iter().filter(|(_, transfer)| is(transfer)).map(|(number, _)| *number).collect()
    }

    pub(super) fn is_reached(&self, member: &MemberId) -> bool {
        self.members.get(member).is_some_and(|member| member.reached)
    }

    pub(super) fn name(&self, member: &MemberId) -> String {
        self.members.get(member).map(|member| member.name.clone()).unwrap_or_default()
    }

    fn find(&self, member: &MemberId, id: &TransferId, way: Way) -> Option<Number> {
        let is = |transfer: &Transfer| transfer.member == *member && transfer.offer.id == *id && transfer.way() == way;
        self.all.iter().find(|(_, transfer)| is(transfer)).map(|(number, _)| *number)
    }
}
