//! Arrays of plain numbers in memory-mapped files: items one after the other, little-endian, no header.
//!
//! What is mapped must not be changed while it is open; the files are this program's own, and every stage writes its files
//! whole before they are mapped. A file that another program lengthens or replaces meanwhile is none the worse for it; of one
//! that is cut, the system stops whoever reads what is gone, and [`tell_of_lost_pages`] makes that an error of one line.
use crate::CountError;
use memmap2::Mmap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

// Items are written and mapped as they lie in memory.
#[cfg(target_endian = "big")]
compile_error!("Isogloss's files are little-endian: big-endian machines are not supported");

/// A read-only array of plain numbers in a memory-mapped file (little-endian, no header).
#[derive(Debug)]
pub struct Mapped<T> {
    /// `None` for an empty file, which cannot be mapped.
    map: Option<Mmap>,
    items: PhantomData<T>,
}

impl<T: bytemuck::Pod> Mapped<T> {
    /// Maps a file; an error if its length is no multiple of the item size.
    pub fn open(path: &Path) -> Result<Self, CountError> {
        let file = File::open(path).map_err(CountError::read(path))?;
        let length = file.metadata().map_err(CountError::read(path))?.len();
        if length == 0 {
            return Ok(Self { map: None, items: PhantomData });
        }
        // SAFETY: the file is one that this program wrote whole and does not change while it is mapped (module header).
        let map = unsafe { Mmap::map(&file) }.map_err(CountError::read(path))?;
        match bytemuck::try_cast_slice::<u8, T>(&map) {
            Ok(_) => Ok(Self { map: Some(map), items: PhantomData }),
            Err(_) => {
                let size = size_of::<T>();
                Err(CountError::damaged(
                    path,
                    format!("{length} bytes are no whole number of {size}-byte items"),
                ))
            }
        }
    }
}

impl<T: bytemuck::Pod> std::ops::Deref for Mapped<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // The cast was tried when the file was opened.
        self.map.as_ref().map_or(&[], |map| bytemuck::cast_slice(map))
    }
}

/// From now on, reading a mapped file that another program has cut ends the process with a line on standard error and exit
/// status 1, not with a signal. For programs, once, at their start; nothing happens where the system knows no such signal.
pub fn tell_of_lost_pages() {
    #[cfg(unix)]
    {
        extern "C" fn tell(_: libc::c_int) {
            const LINE: &[u8] =
                b"isogloss: a file of the run was cut while it was in use (or its disk failed); \
                leave its folder alone and run again: what was damaged is made anew\n";
            // SAFETY: both may be called in a handler; the line lives as long as the program.
            unsafe {
                libc::write(libc::STDERR_FILENO, LINE.as_ptr().cast(), LINE.len());
                libc::_exit(1)
            }
        }
        // SAFETY: the handler calls nothing but `write` and `_exit`, and never returns to the read that failed.
        unsafe { libc::signal(libc::SIGBUS, tell as extern "C" fn(libc::c_int) as libc::sighandler_t) };
    }
}

/// Writes a file that [`Mapped`] opens, piece by piece.
#[derive(Debug)]
pub struct ArrayWriter<T> {
    path: PathBuf,
    file: BufWriter<File>,
    length: usize,
    items: PhantomData<T>,
}

const BUFFER_BYTES: usize = 1 << 20;

impl<T: bytemuck::NoUninit> ArrayWriter<T> {
    /// Creates the file.
    pub fn create(path: PathBuf) -> Result<Self, CountError> {
        Self::with_buffer(path, BUFFER_BYTES)
    }

    /// Creates the file; so many bytes are written at a time.
    pub fn with_buffer(path: PathBuf, bytes: usize) -> Result<Self, CountError> {
        let file = File::create(&path).map_err(CountError::write(&path))?;
        Ok(Self { path, file: BufWriter::with_capacity(bytes, file), length: 0, items: PhantomData })
    }

    /// Appends items.
    pub fn extend(&mut self, items: &[T]) -> Result<(), CountError> {
        self.length += items.len();
        self.file.write_all(bytemuck::cast_slice(items)).map_err(CountError::write(&self.path))
    }

    /// Appends an item.
    pub fn push(&mut self, item: T) -> Result<(), CountError> {
        self.extend(&[item])
    }

    /// So many items were appended.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing was appended.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Writes what is buffered: without it the end of the file is missing.
    pub fn finish(mut self) -> Result<(), CountError> {
        self.file.flush().map_err(CountError::write(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_mapped() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("numbers.bin");
        let mut writer = ArrayWriter::create(path.clone())?;
        writer.extend(&[1u32, 2])?;
        writer.push(u32::MAX)?;
        assert_eq!(writer.len(), 3);
        writer.finish()?;
        assert_eq!(Mapped::<u32>::open(&path)?[..], [1, 2, u32::MAX]);
        assert_eq!(std::fs::read(&path)?, [1, 0, 0, 0, 2, 0, 0, 0, 255, 255, 255, 255]);
        Ok(())
    }

    #[test]
    fn an_empty_file_is_an_empty_array() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("empty.bin");
        ArrayWriter::<u64>::create(path.clone())?.finish()?;
        assert!(Mapped::<u64>::open(&path)?.is_empty());
        Ok(())
    }

    #[test]
    fn a_cut_file_is_damaged_and_a_missing_one_is_named() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("cut.bin");
        std::fs::write(&path, [0; 7])?;
        let error = Mapped::<u32>::open(&path).expect_err("seven bytes are no u32");
        assert!(matches!(error, CountError::Damaged { .. }), "{error}");
        let error = Mapped::<u32>::open(&dir.path().join("none.bin")).expect_err("there is none");
        assert!(error.to_string().contains("none.bin"), "{error}");
        Ok(())
    }
    /// Reads a mapped file that was cut: only a process of its own can be ended by that.
    #[test]
    #[ignore = "ends its process: run by the next test"]
    #[cfg(unix)]
    fn reads_a_file_that_was_cut() {
        tell_of_lost_pages();
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("cut.bin");
        std::fs::write(&path, vec![1; 1 << 20]).expect("a temporary file");
        let map = Mapped::<u32>::open(&path).expect("it is whole");
        let file = File::options().write(true).open(&path).expect("it can be written");
        file.set_len(2 << 20).expect("it grows");
        assert_eq!((map.len(), map[1 << 17]), (1 << 18, 0x0101_0101));
        file.set_len(0).expect("it is cut");
        std::fs::remove_dir_all(dir.path()).expect("it can be removed");
        assert_eq!(map[1 << 17], 0, "nobody was told");
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_is_cut_while_it_is_mapped_is_an_error_of_one_line()
    -> Result<(), Box<dyn std::error::Error>> {
        let output = std::process::Command::new(std::env::current_exe()?)
            .args(["--ignored", "--exact", "--nocapture", "mapped::tests::reads_a_file_that_was_cut"])
            .output()?;
        let errors = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.starts_with("isogloss: ") && errors.lines().count() == 1, "{errors}");
        assert!(errors.contains("was cut while it was in use") && errors.contains("run again"), "{errors}");
        Ok(())
    }
}
