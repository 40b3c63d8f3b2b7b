//! Who has the stage of a call: the shared screen that is large, while all else moves aside.

use tincan_protocol::MemberId;

/// The screens that are shared in a call. Whoever began last has the stage, unless the person brought one to it: that one stays until
/// it ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stage {
    /// By their owners; the one that began last comes first.
    screens: Vec<MemberId>,
    /// The one that the person wants to see.
    wanted: Option<MemberId>,
}

impl Stage {
    /// Takes note of who shares a screen now. Nothing changes if it is told the same again.
    pub fn note<'a>(&mut self, sharing: impl Iterator<Item = &'a MemberId> + Clone) {
        self.screens.retain(|screen| sharing.clone().any(|sharer| sharer == screen));
        self.wanted.take_if(|wanted| !self.screens.contains(wanted));
        for sharer in sharing {
            if !self.screens.contains(sharer) {
                self.screens.insert(0, sharer.clone());
            }
        }
    }

    /// Gives the stage to the screen of this member.
    pub fn bring(&mut self, member: MemberId) {
        self.wanted = Some(member).filter(|member| self.screens.contains(member));
    }

    /// Whose screen has the stage; none if nobody shares.
    #[must_use]
    pub fn shown(&self) -> Option<&MemberId> {
        self.wanted.as_ref().or_else(|| self.screens.first())
    }

    /// Whose screens there are, the one that began last first: an order in which none that stays changes its place.
    #[must_use]
    pub fn screens(&self) -> &[MemberId] {
        &self.screens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: char = 'a';
    const BOB: char = 'b';
    const EVE: char = 'e';

    fn member(name: char) -> MemberId {
        MemberId::from_bytes([name as u8; 16])
    }

    /// The screens, in order, after these members shared; the one on the stage in brackets.
    fn note(stage: &mut Stage, names: &[char]) -> String {
        let members: Vec<MemberId> = names.iter().copied().map(member).collect();
        stage.note(members.iter());
        let look = |screen: &MemberId| {
            let name = [ADA, BOB, EVE].into_iter().find(|&name| member(name) == *screen).unwrap();
            if stage.shown() == Some(screen) { format!("[{name}]") } else { name.to_string() }
        };
        stage.screens().iter().map(look).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn whoever_began_last_has_the_stage() {
        let mut stage = Stage::default();
        assert_eq!(note(&mut stage, &[]), "");
        assert_eq!(note(&mut stage, &[BOB]), "[b]");
        assert_eq!(note(&mut stage, &[ADA, BOB]), "[a] b");
        assert_eq!(note(&mut stage, &[ADA, BOB]), "[a] b");
        assert_eq!(note(&mut stage, &[BOB]), "[b]");
        assert_eq!(note(&mut stage, &[]), "");
    }

    #[test]
    fn a_screen_that_was_brought_stays_until_it_ends() {
        let mut stage = Stage::default();
        note(&mut stage, &[ADA]);
        note(&mut stage, &[ADA, BOB]);
        stage.bring(member(ADA));
        assert_eq!(note(&mut stage, &[ADA, BOB]), "b [a]");
        assert_eq!(note(&mut stage, &[ADA, BOB, EVE]), "e b [a]");
        assert_eq!(note(&mut stage, &[BOB, EVE]), "[e] b");
        assert_eq!(note(&mut stage, &[ADA, BOB, EVE]), "[a] e b");
    }

    #[test]
    fn a_wish_for_a_screen_that_is_gone_is_none() {
        let mut stage = Stage::default();
        note(&mut stage, &[ADA]);
        note(&mut stage, &[ADA, BOB]);
        stage.bring(member(ADA));
        assert_eq!(note(&mut stage, &[BOB]), "[b]");
        assert_eq!(note(&mut stage, &[ADA, BOB]), "[a] b");
    }
}
