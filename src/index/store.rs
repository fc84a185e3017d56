//! `Rows`: the stored rows of an index, in the blocks that they are packed in; `StoreWriter` writes
//! those of a segment.
//!
//! The file is tantivy's, byte for byte: blocks packed by zstd; a skip index, which says where they
//! are; a foot, which says where that starts. Tantivy makes a context of zstd's for each block.
//! That takes memory and asks the processor what it can do, which on a virtual machine takes longer
//! than to unpack the block.

use std::cell::RefCell;
use std::io::{self, Write as _};
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use tantivy::directory::{FileSlice, OwnedBytes, TerminatingWrite as _, WritePtr};
use tantivy::schema::Field;
use tantivy::store::Compressor as Packing;
use tantivy::{DocAddress, DocId, HasLen as _, Index, IndexSettings, Searcher, SegmentReader};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::compress_bound;

use crate::error::Result;
use crate::index::columns::{Lately, kept};
use crate::index::{bad_row, open_part};

/// See [the module](self).
pub(crate) struct Rows {
    searcher: Searcher,
    /// How many blocks of each segment are kept unpacked.
    blocks: usize,
    /// By segment, each opened when first asked for.
    stores: Vec<OnceLock<Store>>,
}

impl Rows {
    /// The rows of all that `searcher` sees.
    pub(crate) fn of(searcher: Searcher, blocks: usize) -> Rows {
        let stores = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Rows { searcher, blocks, stores }
    }

    /// The row of an article, lent: a copy of it would cost more than to read what a hit needs.
    pub(crate) fn get(&self, address: DocAddress) -> Result<OwnedBytes> {
        let segment = address.segment_ord;
        let store = self.stores.get(segment as usize).ok_or_else(bad_row)?;
        let reader = || self.searcher.segment_reader(segment);
        let open = || Store::open(self.searcher.index(), reader(), self.blocks);
        kept(store, open)?.row(address.doc_id)
    }
}

/// Those of one segment.
struct Store {
    /// The blocks, one after the other.
    packed: FileSlice,
    /// The skip index, the coarsest layer first: which articles are where in the layer below, or of
    /// the last one, in `packed`.
    layers: Vec<OwnedBytes>,
    unpacked: Lately<Unpacked>,
}

/// What the foot is made of: the version of the format in four bytes, in eight where the skip index
/// starts, in one how blocks are packed, and fifteen that say nothing.
const FOOT_BYTES: usize = 28;
const VERSION: u32 = 2;
const ZSTD: u8 = 4;

/// Where a block is, and which articles are in it.
#[derive(Debug)]
struct Block {
    docs: Range<DocId>,
    bytes: Range<usize>,
}

/// A block unpacked.
#[derive(Clone)]
struct Unpacked {
    docs: Range<DocId>,
    bytes: OwnedBytes,
}

impl Store {
    fn open(index: &Index, reader: &SegmentReader, blocks: usize) -> Result<Store> {
        Store::read(open_part(index, reader, "store")?, blocks)?.ok_or_else(bad_row)
    }

    fn read(file: FileSlice, blocks: usize) -> io::Result<Option<Store>> {
        if file.len() < FOOT_BYTES {
            return Ok(None);
        }
        let (body, foot) = file.split_from_end(FOOT_BYTES);
        let foot = foot.read_bytes()?;
        let Some(start) = skip_index_start(&foot).filter(|it| *it <= body.len()) else {
            return Ok(None);
        };
        let (packed, skip_index) = body.split(start);
        let layers = layers(skip_index.read_bytes()?);
        Ok(layers.map(|layers| Store { packed, layers, unpacked: Lately::new(blocks) }))
    }

    fn row(&self, doc: DocId) -> Result<OwnedBytes> {
        let block = self.unpacked.get(
            |it| it.docs.contains(&doc),
            || self.unpack(self.block_of(doc).ok_or_else(bad_row)?),
        )?;
        let row = row_within(&block.bytes, doc - block.docs.start).ok_or_else(bad_row)?;
        Ok(block.bytes.slice(row))
    }

    /// The block that an article is in.
    fn block_of(&self, doc: DocId) -> Option<Block> {
        let mut found: Option<Block> = None;
        for layer in &self.layers {
            let start = found.map_or(0, |it| it.bytes.start);
            found = Some(find(layer.get(start..)?, doc)?);
        }
        found.filter(|it| it.docs.contains(&doc) && it.bytes.end <= self.packed.len())
    }

    fn unpack(&self, block: Block) -> Result<Unpacked> {
        let bytes = self.packed.read_bytes_slice(block.bytes)?;
        let (length, packed) = bytes.split_first_chunk().ok_or_else(bad_row)?;
        let length = u32::from_le_bytes(*length) as usize;
        let unpacked = UNPACKER.with_borrow_mut(|kept| {
            let unpacker = match kept {
                Some(it) => it,
                None => kept.insert(Decompressor::new()?),
            };
            unpacker.decompress(packed, length)
        })?;
        Ok(Unpacked { docs: block.docs, bytes: OwnedBytes::new(unpacked) })
    }
}

thread_local! {
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Where the skip index starts, by the foot of a file.
fn skip_index_start(foot: &[u8]) -> Option<usize> {
    let (version, rest) = foot.split_first_chunk()?;
    let (start, rest) = rest.split_first_chunk()?;
    let is_ours = u32::from_le_bytes(*version) == VERSION && rest.first() == Some(&ZSTD);
    usize::try_from(u64::from_le_bytes(*start)).ok().filter(|_| is_ours)
}

/// The layers of a skip index: how many there are and where each ends, then the layers.
fn layers(skip_index: OwnedBytes) -> Option<Vec<OwnedBytes>> {
    let mut rest = skip_index.as_slice();
    let count = pull(&mut rest)?;
    let mut ends = Vec::new();
    for _ in 0..count {
        ends.push(pull(&mut rest)?);
    }
    let head = skip_index.len() - rest.len();
    let mut start = head;
    let mut layers = Vec::with_capacity(ends.len());
    for end in ends {
        let end = head.checked_add(end).filter(|it| (start..=skip_index.len()).contains(it))?;
        layers.push(skip_index.slice(start..end));
        start = end;
    }
    Some(layers)
}

/// Finds the first run of articles in a layer that ends after `doc`. Runs lie in groups: how many
/// there are, the first article, where it is, and of each run how many articles and bytes it has.
fn find(mut layer: &[u8], doc: DocId) -> Option<Block> {
    loop {
        let runs = pull(&mut layer)?;
        if runs == 0 {
            continue;
        }
        let (mut first, mut start) = (pull(&mut layer)?, pull(&mut layer)?);
        for _ in 0..runs {
            let next = first.checked_add(pull(&mut layer)?)?;
            let end = start.checked_add(pull(&mut layer)?)?;
            if next > doc as usize {
                let docs = DocId::try_from(first).ok()?..DocId::try_from(next).ok()?;
                return Some(Block { docs, bytes: start..end });
            }
            (first, start) = (next, end);
        }
    }
}

/// How a document starts: the number of its fields, which is one, the number of the field in four
/// bytes, its type. Then comes how long the row is, and the row.
const HEAD_BYTES: usize = 6;
const ONE_FIELD: u8 = 0x81;
const BYTES_TYPE: u8 = 4;

/// Where the row is that is the `number`th of a block. After the documents come their starts, four
/// bytes each, and last how many there are.
fn row_within(block: &[u8], number: DocId) -> Option<Range<usize>> {
    let (rest, count) = block.split_last_chunk()?;
    let count = u32::from_le_bytes(*count) as usize;
    let starts_at = rest.len().checked_sub(count.checked_mul(size_of::<u32>())?)?;
    let (documents, starts) = rest.split_at_checked(starts_at)?;
    let (starts, _) = starts.as_chunks();
    let start = u32::from_le_bytes(*starts.get(number as usize)?) as usize;
    let mut document = documents.get(start..)?;
    if document.first() != Some(&ONE_FIELD) || document.get(HEAD_BYTES - 1) != Some(&BYTES_TYPE) {
        return None;
    }
    document = document.get(HEAD_BYTES..)?;
    let length = pull(&mut document)?;
    let start = documents.len() - document.len();
    (length <= document.len()).then(|| start..start + length)
}

/// The next number as tantivy writes it: seven bits to a byte, the lowest first; the last byte has
/// its highest bit set.
fn pull(from: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in (0..usize::BITS - 7).step_by(7) {
        let (byte, rest) = from.split_first()?;
        *from = rest;
        number |= usize::from(byte & 0x7F) << shift;
        if *byte >= 0x80 {
            return Some(number);
        }
    }
    None
}

/// Writes a number as [`pull`] reads it.
fn push(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.push(number.to_le_bytes()[0] & 0x7F);
        number >>= 7;
    }
    to.push(number.to_le_bytes()[0] | 0x80);
}

/// Writes the stored rows of a segment. They are packed on a thread of their own.
pub(crate) struct StoreWriter {
    /// The number of the field that a row is, in four bytes.
    field: [u8; 4],
    block_bytes: usize,
    /// The documents of the block, and where each starts.
    block: Vec<u8>,
    starts: Vec<u32>,
    to_pack: SyncSender<Full>,
    packer: Option<JoinHandle<io::Result<()>>>,
}

/// A block that is full, and how many articles it has.
struct Full {
    bytes: Vec<u8>,
    articles: u32,
}

/// So many blocks wait to be packed.
const BLOCKS_WAITING: usize = 3;

impl StoreWriter {
    /// Rows are the values of `field`.
    pub(crate) fn new(
        file: WritePtr,
        settings: &IndexSettings,
        field: Field,
    ) -> io::Result<StoreWriter> {
        let level = match settings.docstore_compression {
            Packing::Zstd(zstd) => zstd.compression_level,
            _ => return Err(io::Error::other("an index whose rows are not packed by zstd")),
        };
        let level = level.unwrap_or(zstd::DEFAULT_COMPRESSION_LEVEL);
        let (to_pack, blocks) = sync_channel(BLOCKS_WAITING);
        let named = thread::Builder::new().name("packer".to_owned());
        let packer = named.spawn(move || pack(&blocks, file, level))?;
        Ok(StoreWriter {
            field: field.field_id().to_le_bytes(),
            block_bytes: settings.docstore_blocksize,
            block: Vec::new(),
            starts: Vec::new(),
            to_pack,
            packer: Some(packer),
        })
    }

    /// How many bytes it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.block.capacity() + size_of::<u32>() * self.starts.capacity()
    }

    /// Adds the row of the next article.
    pub(crate) fn add(&mut self, row: &[u8]) -> io::Result<()> {
        self.starts.push(u32::try_from(self.block.len()).map_err(io::Error::other)?);
        self.block.push(ONE_FIELD);
        self.block.extend_from_slice(&self.field);
        self.block.push(BYTES_TYPE);
        push(&mut self.block, row.len());
        self.block.extend_from_slice(row);
        // As tantivy counts it.
        if self.block.len() + size_of::<u64>() * self.starts.len() > self.block_bytes {
            self.end_block()?;
        }
        Ok(())
    }

    fn end_block(&mut self) -> io::Result<()> {
        if self.starts.is_empty() {
            return Ok(());
        }
        let next = Vec::with_capacity(self.block.len());
        let mut bytes = std::mem::replace(&mut self.block, next);
        for start in &self.starts {
            bytes.extend_from_slice(&start.to_le_bytes());
        }
        let articles = u32::try_from(self.starts.len()).map_err(io::Error::other)?;
        bytes.extend_from_slice(&articles.to_le_bytes());
        self.starts.clear();
        if self.to_pack.send(Full { bytes, articles }).is_err() {
            joined(self.packer.take())?;
            return Err(io::Error::other("no more rows can be packed"));
        }
        Ok(())
    }

    /// Writes what is left.
    pub(crate) fn close(mut self) -> io::Result<()> {
        self.end_block()?;
        drop(self.to_pack);
        joined(self.packer)
    }
}

/// What became of the packer.
fn joined(packer: Option<JoinHandle<io::Result<()>>>) -> io::Result<()> {
    let ended = packer.map_or(Ok(Ok(())), JoinHandle::join);
    ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Packs blocks as they come, and writes the file.
fn pack(blocks: &Receiver<Full>, mut file: WritePtr, level: i32) -> io::Result<()> {
    let mut compressor = Compressor::new(level)?;
    let mut packed = Vec::new();
    let mut skip_index = SkipIndex::default();
    let mut at = 0_u64;
    for Full { bytes, articles } in blocks {
        packed.clear();
        packed.reserve(compress_bound(bytes.len()));
        compressor.compress_to_buffer(&bytes, &mut packed)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        file.write_all(&length.to_le_bytes())?;
        file.write_all(&packed)?;
        let taken = size_of::<u32>() + packed.len();
        skip_index.add(articles as usize, taken);
        at += taken as u64;
    }
    file.write_all(&skip_index.finish())?;
    let mut foot = [0; FOOT_BYTES];
    foot[..4].copy_from_slice(&VERSION.to_le_bytes());
    foot[4..12].copy_from_slice(&at.to_le_bytes());
    foot[12] = ZSTD;
    file.write_all(&foot)?;
    file.terminate()
}

/// A skip index being made, the finest layer first.
#[derive(Default)]
struct SkipIndex(Vec<Layer>);

/// A layer being made: its groups, and the last one's runs of articles, as in [`find`].
#[derive(Default)]
struct Layer {
    written: Vec<u8>,
    /// How many articles and bytes each has.
    runs: Vec<(usize, usize)>,
    first: usize,
    start: usize,
}

/// So many runs are a group, and a run of the layer above.
const GROUP_RUNS: usize = 8;

impl SkipIndex {
    fn add(&mut self, articles: usize, bytes: usize) {
        let mut run = Some((articles, bytes));
        let mut above = 0;
        while let Some(this) = run {
            if self.0.len() == above {
                self.0.push(Layer::default());
            }
            let layer = &mut self.0[above];
            layer.runs.push(this);
            run = (layer.runs.len() == GROUP_RUNS).then(|| layer.end_group()).flatten();
            above += 1;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        let mut below = None;
        for layer in &mut self.0 {
            layer.runs.extend(below);
            below = layer.end_group();
        }
        let mut bytes = Vec::new();
        push(&mut bytes, self.0.len());
        let mut end = 0;
        for layer in self.0.iter().rev() {
            end += layer.written.len();
            push(&mut bytes, end);
        }
        for layer in self.0.iter().rev() {
            bytes.extend_from_slice(&layer.written);
        }
        bytes
    }
}

impl Layer {
    /// Writes the group, where there is one, and says how many articles it has, and bytes.
    fn end_group(&mut self) -> Option<(usize, usize)> {
        if self.runs.is_empty() {
            return None;
        }
        let (before, first) = (self.written.len(), self.first);
        push(&mut self.written, self.runs.len());
        push(&mut self.written, self.first);
        push(&mut self.written, self.start);
        for (articles, bytes) in self.runs.drain(..) {
            push(&mut self.written, articles);
            push(&mut self.written, bytes);
            self.first += articles;
            self.start += bytes;
        }
        Some((self.first - first, self.written.len() - before))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use tantivy::Directory as _;
    use tantivy::directory::RamDirectory;
    use tantivy::store::{StoreReader, ZstdCompressor};

    use super::*;

    /// The file of these rows.
    fn written(rows: &[Vec<u8>], block_bytes: usize) -> FileSlice {
        let folder = RamDirectory::create();
        let path = Path::new("0.store");
        let settings = IndexSettings {
            docstore_compression: Packing::Zstd(ZstdCompressor { compression_level: Some(3) }),
            docstore_blocksize: block_bytes,
            ..IndexSettings::default()
        };
        let file = folder.open_write(path).unwrap();
        let mut writer = StoreWriter::new(file, &settings, Field::from_field_id(7)).unwrap();
        for row in rows {
            writer.add(row).unwrap();
        }
        writer.close().unwrap();
        folder.open_read(path).unwrap()
    }

    fn any_rows() -> impl Strategy<Value = (Vec<Vec<u8>>, usize)> {
        let rows = prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..300);
        (rows, prop::sample::select(vec![1, 100, 1_000, 16 << 10]))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn rows_are_read_as_they_were_written((rows, block_bytes) in any_rows()) {
            let file = written(&rows, block_bytes);
            let theirs = StoreReader::open(file.clone(), 1).unwrap();
            let ours = Store::read(file, 2).unwrap().unwrap();
            for (doc, row) in (0..).zip(&rows) {
                prop_assert!(ours.row(doc).unwrap().as_slice() == row.as_slice());
                prop_assert!(theirs.get_document_bytes(doc).unwrap().ends_with(row));
            }
            for doc in [u32::try_from(rows.len()).unwrap(), u32::MAX] {
                prop_assert!(ours.row(doc).is_err());
            }
        }

        #[test]
        fn damage_is_an_error(
            (rows, block_bytes) in any_rows(),
            flips in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..9),
        ) {
            let mut bytes = written(&rows, block_bytes).read_bytes().unwrap().to_vec();
            for (at, flip) in flips {
                let at = at.index(bytes.len());
                bytes[at] ^= flip;
            }
            let file = FileSlice::from(bytes);
            if let Ok(Some(store)) = Store::read(file, 2) {
                for doc in 0..=u32::try_from(rows.len()).unwrap() {
                    _ = store.row(doc);
                }
            }
        }
    }
}
