//! A report as a page of blocks: composed once from a view, whatever prints it.
//!
//! A block says what it is and not how it looks: a heading has a level, a table its header cells, a figure its sentence
//! for those who do not see it. So a page can be printed as text and as HTML, and as anything else that tells these
//! apart, such as a tagged PDF.

use crate::figure::Frame;
use crate::model::CustomerModel;
use crate::view::words::report as words;
use crate::view::{Caption, Phrase};

/// A report.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// What the document is called, outside of it.
    pub title: String,
    /// The language of its texts, as BCP 47 names it.
    pub language: &'static str,
    /// What it holds, in reading order.
    pub blocks: Vec<Block>,
    /// Which model it is about and what wrote it, a line each, for the foot.
    pub about: Vec<String>,
}

/// A part of a page.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// A heading: level 1 for the page's own, 2 for a section, 3 inside of one.
    Heading(u8, String),
    /// A paragraph.
    Text(Tone, Phrase),
    /// Points of equal rank.
    List(Vec<Phrase>),
    /// Names and what there is to say of each.
    Facts(Vec<(String, String)>),
    /// Rows and columns.
    Table(Table),
    /// A figure; the frame's own title says what it shows. What it shows in numbers stands in the blocks after it.
    Figure {
        /// What is drawn.
        frame: Frame,
        /// What stands below it; may be empty.
        caption: String,
    },
    /// What nobody may overlook, under a name of its own.
    Note(String, Vec<Self>),
    /// More than most readers want at first, under a line that says what it is.
    Fold(String, Vec<Self>),
}

/// How a paragraph speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// What matters most.
    Lead,
    /// As usual.
    Plain,
    /// How to read what stands beside it.
    Aside,
}

/// Rows and columns.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The columns, the first of which names the rows.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its header cell; may be empty.
    pub head: String,
    /// How its cells stand.
    pub align: Align,
}

/// How the cells of a column stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
    /// A drawing in letters, for where the figure beside the table cannot be seen.
    Sketch,
}

/// A row of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// A sign before it, such as "→"; may be empty.
    pub mark: &'static str,
    /// A cell per column.
    pub cells: Vec<String>,
}

impl Page {
    /// A page without blocks, in the language that views speak.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), language: "en", blocks: Vec::new(), about: Vec::new() }
    }

    /// The same with its foot: which model it is about, and what wrote it.
    #[must_use]
    pub fn about(mut self, model: &CustomerModel) -> Self {
        let p = model.provenance();
        self.about.push(words::model(model.title(), &p.format));
        if !p.training.is_empty() {
            self.about.push(words::trained(&p.training));
        }
        self.about.push(words::written(env!("CARGO_PKG_VERSION")));
        self
    }

    /// The same with what it says of itself below its first heading.
    #[must_use]
    pub fn captioned(mut self, caption: &Caption) -> Self {
        let heading = self.blocks.iter().position(|block| matches!(block, Block::Heading(..)));
        let facts = caption.facts().map(|(name, text)| (name.to_owned(), text.to_owned()));
        self.blocks.insert(heading.map_or(0, |place| place + 1), Block::Facts(facts.to_vec()));
        self
    }

    /// Adds a heading.
    pub fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, text.into()));
    }

    /// Adds a paragraph, unless there is nothing to say.
    pub fn text(&mut self, tone: Tone, text: impl Into<Phrase>) {
        let phrase = text.into();
        if !phrase.text().is_empty() {
            self.blocks.push(Block::Text(tone, phrase));
        }
    }

    /// Adds points, unless there are none.
    pub fn list<T: Into<Phrase>>(&mut self, items: impl IntoIterator<Item = T>) {
        let items: Vec<Phrase> = items.into_iter().map(Into::into).collect();
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    /// Adds names and values, unless there are none.
    pub fn facts(&mut self, facts: &[(String, String)]) {
        if !facts.is_empty() {
            self.blocks.push(Block::Facts(facts.to_vec()));
        }
    }

    /// Adds a table, unless it has no rows.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// Adds a figure.
    pub fn figure(&mut self, frame: Frame, caption: impl Into<String>) {
        self.blocks.push(Block::Figure { frame, caption: caption.into() });
    }

    /// Adds what most readers do not want at first: what `compose` puts on a page of its own.
    pub fn fold(&mut self, title: impl Into<String>, compose: impl FnOnce(&mut Self)) {
        let blocks = self.within(compose);
        self.blocks.push(Block::Fold(title.into(), blocks));
    }

    /// Adds what nobody may overlook.
    pub fn note(&mut self, title: impl Into<String>, compose: impl FnOnce(&mut Self)) {
        let blocks = self.within(compose);
        self.blocks.push(Block::Note(title.into(), blocks));
    }

    fn within(&self, compose: impl FnOnce(&mut Self)) -> Vec<Block> {
        let mut inner = Self::new(self.title.clone());
        compose(&mut inner);
        inner.blocks
    }
}

impl Table {
    /// A table without rows.
    pub fn new<T: Into<String>>(caption: impl Into<String>, columns: impl IntoIterator<Item = (T, Align)>) -> Self {
        let columns = columns.into_iter().map(|(head, align)| Column { head: head.into(), align }).collect();
        Self { caption: caption.into(), columns, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row<T: Into<String>>(&mut self, mark: &'static str, cells: impl IntoIterator<Item = T>) {
        self.rows.push(Row { mark, cells: cells.into_iter().map(Into::into).collect() });
    }
}
