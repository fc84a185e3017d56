//! Numbers in as few bytes as they need: seven bits to a byte, the lowest first; the last byte is
//! less than 128 (LEB128).

/// Writes a number.
pub(crate) fn push(to: &mut Vec<u8>, number: u64) {
    bytes(number, |byte| to.push(byte));
}

/// Gives the bytes of a number to `take`.
#[inline]
pub(crate) fn bytes(mut number: u64, mut take: impl FnMut(u8)) {
    while number >= 0x80 {
        take(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    take(number.to_le_bytes()[0]);
}

/// Reads the next number; `None` where there is none, or one too large.
pub(crate) fn pull(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let (byte, rest) = from.split_first()?;
        *from = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if *byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = (0..63).flat_map(|it| [(1 << it) - 1, 1 << it]);
        for number in numbers {
            let mut bytes = Vec::new();
            push(&mut bytes, number);
            let bits = 64 - number.leading_zeros();
            assert_eq!(bytes.len(), bits.div_ceil(7).max(1) as usize);
            bytes.push(9);
            let mut left = bytes.as_slice();
            assert_eq!((pull(&mut left), left), (Some(number), &[9][..]));
            let mut cut = &bytes[..bytes.len() - 2];
            assert_eq!(pull(&mut cut), None);
        }
        assert_eq!(pull(&mut &[0xFF; 20][..]), None);
    }
}
