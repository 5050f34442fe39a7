//! A file of records, one after another, 256 bytes each, as they were signed.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clearing::replay::ReplayError;
use records::RECORD_LEN;

/// An open file.
pub(crate) struct Source {
    file: io::BufReader<File>,
    path: PathBuf,
    records: u64,
    read: u64,
}

/// Why a file cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SourceError {
    /// It cannot be read.
    #[error("无法读取（{0}），请检查文件名和权限 · cannot be read, check name and permissions")]
    Io(#[from] io::Error),
    /// It is not a row of records.
    #[error(
        "{0} 字节不是 256 的整数倍，文件不完整，请用 books records 重新导出 · \
         {0} bytes are not whole records of 256, the file was cut; export it again with books records"
    )]
    Length(u64),
    /// It is not a file, or was written to meanwhile.
    #[error(
        "读取时文件长度有变，请用完整的普通文件 · the file changed while it was read; give a whole, plain file"
    )]
    Changed,
    /// A record in it is not right.
    #[error(transparent)]
    Record(#[from] ReplayError),
    /// The sums of all do not fit.
    #[error("合计溢出，金额有误 · the sums overflow, an amount is wrong")]
    Overflow,
    /// A thread has ended early.
    #[error("重放线程中断 · a thread of the replay has stopped")]
    Thread,
}

impl Source {
    /// Opens the file.
    pub(crate) fn open(path: &Path) -> Result<Source, SourceError> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let size = u64::try_from(RECORD_LEN).unwrap_or(256);
        if !bytes.is_multiple_of(size) {
            return Err(SourceError::Length(bytes));
        }
        let file = io::BufReader::with_capacity(1 << 20, file);
        Ok(Source { file, path: path.to_owned(), records: bytes / size, read: 0 })
    }

    /// How many records it holds.
    pub(crate) fn records(&self) -> u64 {
        self.records
    }

    /// Its name, for messages.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The next record; `false` at the end.
    pub(crate) fn next(&mut self, record: &mut [u8; RECORD_LEN]) -> Result<bool, SourceError> {
        match self.file.read_exact(record) {
            Ok(()) => {
                self.read = self.read.saturating_add(1);
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                if self.read == self.records {
                    Ok(false)
                } else {
                    Err(SourceError::Changed)
                }
            }
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_or_shrinks_is_noticed() {
        let path = std::env::temp_dir().join(format!("replay-source-{}", std::process::id()));
        for (later, noticed) in [(2, false), (1, true), (3, true)] {
            std::fs::write(&path, [0; 2 * RECORD_LEN]).unwrap();
            let mut source = Source::open(&path).unwrap();
            std::fs::write(&path, vec![0; later * RECORD_LEN]).unwrap();
            let mut record = [0; RECORD_LEN];
            let end = loop {
                match source.next(&mut record) {
                    Ok(true) => {}
                    end => break end,
                }
            };
            assert_eq!(matches!(end, Err(SourceError::Changed)), noticed, "{later}");
        }
        std::fs::remove_file(&path).unwrap();
    }
}
