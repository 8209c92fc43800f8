//! Chance that is the same for the same seed on every machine.

/// Xorshift64*: enough to shuffle, and nothing to install.
#[derive(Debug, Clone)]
pub(crate) struct Dice {
    state: u64,
    /// Nothing odd happens: of everything the usual.
    kind: bool,
}

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        // One round of SplitMix64, so that neighbouring seeds begin far apart; xorshift must not begin at zero.
        let mut word = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self { state: (word ^ (word >> 31)) | 1, kind: false }
    }

    /// What is rare never happens.
    pub(crate) fn kind() -> Self {
        Self { state: 1, kind: true }
    }

    pub(crate) fn word(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// One of `sides` numbers, from 0.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        if self.kind { sides - 1 } else { (self.word() >> 33) % sides }
    }

    pub(crate) fn once_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    /// Up to so many seconds.
    pub(crate) fn seconds(&mut self, below: u32) -> i64 {
        i64::try_from(self.roll(u64::from(below))).expect("it is below 2^32")
    }

    /// The place of one of so many.
    pub(crate) fn index(&mut self, of: usize) -> usize {
        let of = u64::try_from(of).expect("a length fits 64 bits");
        usize::try_from(self.roll(of)).expect("it is below a length")
    }
}
