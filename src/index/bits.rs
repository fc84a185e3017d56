//! Numbers as bits: those that are mostly small take few.
//!
//! The code is exponential Golomb (Teuhola, "A compression method for clustered bit-vectors",
//! 1978): with `low` low bits, a number below 2^low takes low + 1 bits, twice as many further ones
//! two more, and so on. Any number can be written; only what is likely is short.

/// Bits being written.
#[derive(Default)]
pub(crate) struct Bits {
    bytes: Vec<u8>,
    /// Fewer than eight that fill no byte yet.
    rest: u64,
    filled: u32,
}

impl Bits {
    /// The `count` low bits of `number`, at most 64.
    pub(crate) fn push(&mut self, number: u64, count: u32) {
        if count > 32 {
            self.push(number & 0xFFFF_FFFF, 32);
            return self.push(number >> 32, count - 32);
        }
        self.rest |= (number & ((1 << count) - 1)) << self.filled;
        self.filled += count;
        while self.filled >= 8 {
            self.bytes.push((self.rest & 0xFF) as u8);
            self.rest >>= 8;
            self.filled -= 8;
        }
    }

    /// One bit.
    pub(crate) fn flag(&mut self, flag: bool) {
        self.push(u64::from(flag), 1);
    }

    /// A number that mostly has no more than `low` bits.
    pub(crate) fn number(&mut self, number: u64, low: u32) {
        let shifted = u128::from(number) + (1 << low);
        let more = shifted.ilog2() - low;
        self.push(0, more);
        self.push(1, 1);
        let rest = u64::try_from(shifted & u128::from(u64::MAX)).unwrap_or(0);
        self.push(rest, low + more);
    }

    /// A number of either sign.
    pub(crate) fn signed(&mut self, number: i64, low: u32) {
        self.number(zigzag(number), low);
    }

    /// As bytes.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.push(0, (8 - self.filled) % 8);
        self.bytes
    }
}

/// Bits being read. Every step may find them damaged.
pub(crate) struct BitReader<'a> {
    bytes: &'a [u8],
    /// How many were read.
    at: usize,
}

/// How many bits [`BitReader::word`] has at least.
const WORD_BITS: u32 = 56;

impl<'a> BitReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> BitReader<'a> {
        BitReader { bytes, at: 0 }
    }

    /// How many are left.
    pub(crate) fn left(&self) -> usize {
        self.bytes.len() * 8 - self.at
    }

    /// The next ones, and noughts after the last.
    fn word(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let word = if let Some(eight) = rest.first_chunk() {
            u64::from_le_bytes(*eight)
        } else {
            rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
        };
        word >> (self.at % 8)
    }

    /// So many bits as a number, at most 64.
    pub(crate) fn take(&mut self, count: u32) -> Option<u64> {
        if count > WORD_BITS {
            let low = self.take(32)?;
            return Some(self.take(count - 32)? << 32 | low);
        }
        if count as usize > self.left() {
            return None;
        }
        let number = self.word() & ((1 << count) - 1);
        self.at += count as usize;
        Some(number)
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        Some(self.take(1)? == 1)
    }

    pub(crate) fn number(&mut self, low: u32) -> Option<u64> {
        // Nearly all lie within a word.
        let word = self.word();
        let more = word.trailing_zeros();
        let bits = more + 1 + low + more;
        if bits <= WORD_BITS && bits as usize <= self.left() {
            self.at += bits as usize;
            let high = 1 << (low + more);
            return Some((high | (word >> (more + 1) & (high - 1))) - (1 << low));
        }
        self.long_number(low)
    }

    #[cold]
    fn long_number(&mut self, low: u32) -> Option<u64> {
        let mut more = 0;
        loop {
            let noughts = self.word().trailing_zeros().min(WORD_BITS);
            more += noughts;
            if noughts < WORD_BITS {
                self.take(noughts + 1)?;
                break;
            }
            self.take(noughts)?;
        }
        if low + more > 64 {
            return None;
        }
        let shifted = 1_u128 << (low + more) | u128::from(self.take(low + more)?);
        u64::try_from(shifted - (1 << low)).ok()
    }

    pub(crate) fn signed(&mut self, low: u32) -> Option<i64> {
        self.number(low).map(unzigzag)
    }
}

/// Small numbers of either sign as small numbers.
pub(crate) fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

pub(crate) fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn small_numbers_take_few_bits() {
        for (number, low, expected) in [(0, 0, 1), (1, 0, 3), (7, 3, 4), (8, 3, 6), (191, 6, 9)] {
            let mut bits = Bits::default();
            bits.number(number, low);
            assert_eq!(bits.bytes.len() * 8 + bits.filled as usize, expected, "{number} {low}");
        }
    }

    proptest! {
        #[test]
        fn numbers_come_back(
            numbers in prop::collection::vec((any::<u64>(), 0_u32..64, 0_u32..30), 0..40),
        ) {
            let mut bits = Bits::default();
            for (number, shift, low) in &numbers {
                let number = number >> shift;
                bits.number(number, *low);
                bits.push(number, 64 - shift);
                bits.signed(number.cast_signed(), *low);
                bits.flag(number & 1 == 1);
            }
            let bytes = bits.finish();
            let mut from = BitReader::new(&bytes);
            for (number, shift, low) in &numbers {
                let number = number >> shift;
                prop_assert_eq!(from.number(*low), Some(number));
                prop_assert_eq!(from.take(64 - shift), Some(number));
                prop_assert_eq!(from.signed(*low), Some(number.cast_signed()));
                prop_assert_eq!(from.flag(), Some(number & 1 == 1));
            }
            prop_assert!(from.left() < 8);
        }

        #[test]
        fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..40), low in 0_u32..30) {
            let mut from = BitReader::new(&bytes);
            while from.number(low).is_some() && from.signed(low).is_some() {}
            prop_assert!(from.left() <= bytes.len() * 8);
        }
    }
}
