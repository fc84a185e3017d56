//! Whether a segment may have a number at all, asked in memory and not of its dictionary.
//!
//! A blocked Bloom filter (Putze, Sanders and Singler, "Cache-, hash- and space-efficient Bloom
//! filters", 2007): all that is asked of it lies in one line of the cache.

/// Numbers that were put in, and perhaps one in a thousand of all others.
#[derive(Debug)]
pub(crate) struct Sieve {
    blocks: Vec<[u64; 8]>,
}

/// So many bits are kept for a number, in blocks of 512.
const BITS: usize = 16;

/// So many of them are set.
const PROBES: u32 = 7;

impl Sieve {
    /// Of these numbers, which need not be spread evenly.
    pub(crate) fn of(numbers: &[u64]) -> Sieve {
        let mut sieve = Sieve { blocks: vec![[0; 8]; numbers.len() * BITS / 512 + 1] };
        for number in numbers {
            let (block, bits) = sieve.place(*number);
            for (word, bits) in sieve.blocks[block].iter_mut().zip(bits) {
                *word |= bits;
            }
        }
        sieve
    }

    /// Whether a number may have been put in: never `false` where it was.
    pub(crate) fn may_have(&self, number: u64) -> bool {
        let (block, bits) = self.place(number);
        self.blocks[block].iter().zip(bits).all(|(word, bits)| word & bits == bits)
    }

    /// The block of a number, and its bits there.
    fn place(&self, number: u64) -> (usize, [u64; 8]) {
        let hash = mixed(number);
        let block = (u128::from(hash) * self.blocks.len() as u128) >> 64;
        let block = usize::try_from(block).unwrap_or(0);
        let mut bits = [0; 8];
        let mut left = mixed(hash);
        for _ in 0..PROBES {
            bits[(left & 7) as usize] |= 1 << (left >> 3 & 63);
            left >>= 9;
        }
        (block, bits)
    }
}

/// Every bit of `number` in every bit of the result (the finaliser of `MurmurHash3`).
fn mixed(number: u64) -> u64 {
    let number = (number ^ number >> 33).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    let number = (number ^ number >> 33).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    number ^ number >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_there_and_little_else() {
        for count in [0, 1, 10, 50_000] {
            let numbers: Vec<u64> = (0..count).map(|it| it * 3).collect();
            let sieve = Sieve::of(&numbers);
            assert!(numbers.iter().all(|it| sieve.may_have(*it)));
            let others = (0..100_000_u64).map(|it| it * 3 + 1);
            let taken = others.filter(|it| sieve.may_have(*it)).count();
            assert!(taken < 300, "{taken} of 100,000 with {count}");
        }
    }
}
