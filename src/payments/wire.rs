//! Frames on a stream: four bytes of length, little-endian, then so many bytes of JSON.

use std::io::{self, Read, Write};

use evisa_plugin_sdk::proto::FRAME_BYTES_MAX;

/// The bytes of the length in front of each frame.
pub(super) const LENGTH_BYTES: usize = 4;

/// The length of a frame from the four bytes in front of it.
pub(super) fn length(head: [u8; LENGTH_BYTES]) -> io::Result<usize> {
    let length = u32::from_le_bytes(head);
    match usize::try_from(length) {
        Ok(length) if length <= FRAME_BYTES_MAX => Ok(length),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, format!("a frame of {length} bytes"))),
    }
}

/// The next frame; nothing at the end of the stream.
pub(super) fn read(stream: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; LENGTH_BYTES];
    if let Err(error) = stream.read_exact(&mut head) {
        return if error.kind() == io::ErrorKind::UnexpectedEof { Ok(None) } else { Err(error) };
    }
    let mut frame = vec![0; length(head)?];
    stream.read_exact(&mut frame)?;
    Ok(Some(frame))
}

/// Writes one frame, in one piece.
pub(super) fn write(stream: &mut impl Write, frame: &[u8]) -> io::Result<()> {
    let too_large = || io::Error::new(io::ErrorKind::InvalidInput, "a frame beyond its limit");
    let length = u32::try_from(frame.len()).ok().filter(|_| frame.len() <= FRAME_BYTES_MAX).ok_or_else(too_large)?;
    stream.write_all(&[&length.to_le_bytes(), frame].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_follow_one_another() {
        let mut stream = Vec::new();
        write(&mut stream, b"one").unwrap();
        write(&mut stream, b"").unwrap();
        let mut stream = stream.as_slice();
        assert_eq!(read(&mut stream).unwrap().as_deref(), Some(b"one".as_slice()));
        assert_eq!(read(&mut stream).unwrap().as_deref(), Some(b"".as_slice()));
        assert_eq!(read(&mut stream).unwrap(), None);
    }

    #[test]
    fn oversized_and_cut_frames_are_refused() {
        assert!(read(&mut [255, 255, 255, 255, 1].as_slice()).is_err());
        assert!(read(&mut [5, 0, 0, 0, 1].as_slice()).is_err());
        assert!(write(&mut Vec::new(), &vec![0; FRAME_BYTES_MAX + 1]).is_err());
    }
}
