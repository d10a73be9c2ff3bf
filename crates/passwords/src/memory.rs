//! The block memory of one hashing thread.
//!
//! Argon2 works in megabytes. Allocating them for each hash costs a fifth of the time and lets the process grow, so a
//! thread keeps one [`Memory`] and hands it to every call. What a call used is zeroed before it returns, also when it
//! unwinds. Who owns the thread decides when to [`Memory::release`] it, for example after ten idle seconds.

use argon2::Block;
use zeroize::Zeroize;

use crate::Error;

/// Blocks asked for at least. Only those in use cost memory; but what is larger than 32 MiB the allocator of glibc maps by
/// itself and gives back when it is released, where smaller pieces stay with the process.
const AT_LEAST: usize = 33 << 10;

/// Reusable Argon2 memory. Starts empty, grows to the largest hash it has served, holds zeros between calls.
#[derive(Default)]
pub struct Memory {
    blocks: Vec<Block>,
}

impl Memory {
    /// Memory that holds nothing yet.
    pub const fn new() -> Self {
        Self { blocks: Vec::new() }
    }

    /// What it holds now, in KiB.
    pub fn kib(&self) -> usize {
        self.blocks.len()
    }

    /// Gives the memory back to the allocator; the next hash allocates anew.
    pub fn release(&mut self) {
        self.blocks = Vec::new();
    }

    /// The blocks themselves, for another Argon2 user on the same thread (recovery codes). Whoever takes them leaves
    /// them zeroed.
    pub fn blocks(&mut self) -> &mut Vec<Block> {
        &mut self.blocks
    }

    /// Lends `count` blocks of 1 KiB. `Error::Memory` when they cannot be allocated.
    pub(crate) fn lease(&mut self, count: usize) -> Result<Lease<'_>, Error> {
        if self.blocks.len() < count {
            // Dropped first: the old blocks are zero, there is nothing to copy, and the peak stays at the new size.
            self.blocks = Vec::new();
            self.blocks.try_reserve_exact(count.max(AT_LEAST)).map_err(|_| Error::Memory)?;
            self.blocks.resize(count, Block::new());
        }
        self.blocks.get_mut(..count).map(Lease).ok_or(Error::Memory)
    }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory").field("kib", &self.kib()).finish_non_exhaustive()
    }
}

/// Blocks on loan; zeroed when it is dropped.
pub(crate) struct Lease<'a>(&'a mut [Block]);

impl Lease<'_> {
    pub(crate) fn blocks(&mut self) -> &mut [Block] {
        self.0
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        for block in self.0.iter_mut() {
            block.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_is_zero_afterwards_and_reused() {
        let mut memory = Memory::new();
        let params = crate::Argon2Params { memory_kib: 64, ..crate::Argon2Params::default() };
        let mut out = [0; 32];
        crate::argon2_raw(&params, b"secret", &[7; 16], &mut out, &mut memory).unwrap();
        assert_ne!(out, [0; 32]);
        assert_eq!(memory.kib(), 64);
        assert!(memory.blocks().iter().all(|b| b.as_ref().iter().all(|w| *w == 0)));
        let before = memory.blocks().as_ptr();
        crate::argon2_raw(&params, b"other", &[7; 16], &mut out, &mut memory).unwrap();
        assert_eq!(before, memory.blocks().as_ptr());
        memory.release();
        assert_eq!(memory.kib(), 0);
    }

    #[test]
    fn the_same_answer_from_dirty_or_larger_memory() {
        let params = crate::Argon2Params { memory_kib: 32, ..crate::Argon2Params::default() };
        let mut fresh = [0; 32];
        crate::argon2_raw(&params, b"x", &[1; 16], &mut fresh, &mut Memory::new()).unwrap();
        let mut memory = Memory::new();
        let larger = crate::Argon2Params { memory_kib: 128, ..params };
        let mut out = [0; 32];
        crate::argon2_raw(&larger, b"y", &[2; 16], &mut out, &mut memory).unwrap();
        crate::argon2_raw(&params, b"x", &[1; 16], &mut out, &mut memory).unwrap();
        assert_eq!(out, fresh);
    }
}
