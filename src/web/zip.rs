//! A ZIP archive of files kept as they are (PKWARE APPNOTE 6.3.3, method 0): what a data export needs, and no more.

/// Files of one archive at most; the count is a 16-bit number.
pub(super) const FILES_MAX: usize = 10_000;
/// Bytes of one archive at most: offsets are 32-bit numbers, and it is put together in memory.
pub(super) const BYTES_MAX: usize = 256 * 1024 * 1024;

/// Version needed to extract: 2.0.
const VERSION: u16 = 20;
/// Names are UTF-8 (general purpose bit 11).
const UTF8: u16 = 1 << 11;
/// 1 January 1980, the first day a ZIP knows: the files say themselves when they were made.
const DAY_ONE: u16 = 0b000_0001 << 5 | 1;
/// The polynomial of CRC-32, reflected.
const CRC_POLYNOMIAL: u32 = 0xEDB8_8320;

/// An archive under way.
#[derive(Default)]
pub(super) struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    files: u16,
}

/// The archive would be too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the archive is larger than {BYTES_MAX} bytes or {FILES_MAX} files")]
pub(super) struct TooLarge;

impl Zip {
    /// Add a file under a relative name with forward slashes.
    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), TooLarge> {
        let grown = self.bytes.len() + self.directory.len() + content.len() + 2 * name.len() + 200;
        if BYTES_MAX < grown || FILES_MAX <= usize::from(self.files) {
            return Err(TooLarge);
        }
        let offset = u32::try_from(self.bytes.len()).map_err(|_| TooLarge)?;
        let about = about(name, content)?;
        self.bytes.extend(0x0403_4B50_u32.to_le_bytes());
        self.bytes.extend(&about);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(content);

        self.directory.extend(0x0201_4B50_u32.to_le_bytes());
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&about);
        // Comment, disk, internal and external attributes: none.
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.files += 1;
        Ok(())
    }

    /// The archive.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, TooLarge> {
        let (offset, length) = (self.bytes.len(), self.directory.len());
        self.bytes.append(&mut self.directory);
        self.bytes.extend(0x0605_4B50_u32.to_le_bytes());
        self.bytes.extend([0; 4]);
        self.bytes.extend(self.files.to_le_bytes());
        self.bytes.extend(self.files.to_le_bytes());
        self.bytes.extend(u32::try_from(length).map_err(|_| TooLarge)?.to_le_bytes());
        self.bytes.extend(u32::try_from(offset).map_err(|_| TooLarge)?.to_le_bytes());
        self.bytes.extend([0; 2]);
        Ok(self.bytes)
    }
}

/// What the header before a file and its line in the directory both say.
fn about(name: &str, content: &[u8]) -> Result<Vec<u8>, TooLarge> {
    let size = u32::try_from(content.len()).map_err(|_| TooLarge)?.to_le_bytes();
    let name_bytes = u16::try_from(name.len()).map_err(|_| TooLarge)?;
    let mut about = Vec::new();
    // Stored as it is, at midnight of the first day.
    for number in [VERSION, UTF8, 0, 0, DAY_ONE] {
        about.extend(number.to_le_bytes());
    }
    about.extend(crc32(content).to_le_bytes());
    about.extend(size);
    about.extend(size);
    about.extend(name_bytes.to_le_bytes());
    about.extend([0; 2]);
    Ok(about)
}

/// CRC-32 as in ISO 3309, with a table of a byte.
fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 256];
    for (slot, index) in table.iter_mut().zip(0_u32..) {
        *slot = (0..8).fold(index, |crc, _| if crc & 1 == 1 { CRC_POLYNOMIAL ^ (crc >> 1) } else { crc >> 1 });
    }
    let step = |crc: u32, byte: &u8| {
        let [low, ..] = crc.to_le_bytes();
        table[usize::from(low ^ byte)] ^ (crc >> 8)
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_standard_comes_out() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn an_independent_program_reads_the_archive() {
        let mut zip = Zip::default();
        zip.add("about.json", b"{\"a\":1}").unwrap();
        zip.add("documents/\u{7b7e}\u{8bc1}.pdf", &[0, 255, 10, 13]).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.zip");
        std::fs::write(&path, zip.finish().unwrap()).unwrap();
        let script = "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
                      print([(i.filename,z.read(i).hex()) for i in z.infolist()])";
        let read = std::process::Command::new("python3").args(["-c", script]).arg(&path).output();
        // A machine without Python proves it elsewhere.
        let Ok(read) = read else { return };
        assert_eq!(
            String::from_utf8_lossy(&read.stdout).trim(),
            "[('about.json', '7b2261223a317d'), ('documents/\u{7b7e}\u{8bc1}.pdf', '00ff0a0d')]",
            "{}",
            String::from_utf8_lossy(&read.stderr)
        );
    }

    #[test]
    fn what_would_not_fit_is_refused() {
        let mut zip = Zip { files: u16::try_from(FILES_MAX).unwrap(), ..Zip::default() };
        assert_eq!(zip.add("one", b"more"), Err(TooLarge));
        assert_eq!(Zip::default().add("large", &vec![0; BYTES_MAX]), Err(TooLarge));
    }
}
