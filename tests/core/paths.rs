//! What the files of a house name, read from their text: for the laws in [`house`](crate::house).

use std::path::PathBuf;

/// A word, a text or a sign of Rust; comments and letters are left out.
#[derive(Clone, PartialEq, Debug)]
enum Token {
    Word(String),
    /// A text as it is written, with its quotes.
    Text(String),
    /// `::`
    Path,
    Sign(char),
}

/// The code of a file as tokens, each with its line, without comments and what is compiled for tests only.
fn tokens(text: &str) -> Vec<(Token, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let (mut i, mut line, mut found) = (0, 1, Vec::new());
    while i < chars.len() {
        let start = i;
        match at(i) {
            '/' if at(i + 1) == '/' => i += chars[i..].iter().take_while(|c| **c != '\n').count(),
            '/' if at(i + 1) == '*' => {
                let (mut depth, mut j) = (1, i + 2);
                while depth > 0 && j < chars.len() {
                    match (at(j), at(j + 1)) {
                        ('/', '*') => (depth, j) = (depth + 1, j + 2),
                        ('*', '/') => (depth, j) = (depth - 1, j + 2),
                        _ => j += 1,
                    }
                }
                i = j;
            }
            // raw texts: r"…", br#"…"#
            'r' if matches!(at(i + 1), '"' | '#') && raw_end(&chars, i + 1).is_some() => {
                i = raw_end(&chars, i + 1).expect("just seen");
                found.push((Token::Text(chars[start..i].iter().collect()), line));
            }
            '"' => {
                i += 1;
                while i < chars.len() && at(i) != '"' {
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                i += 1;
                found.push((Token::Text(chars[start..i.min(chars.len())].iter().collect()), line));
            }
            // a letter, or else a lifetime
            '\'' if at(i + 1) == '\\' => i += 3 + chars[i + 3..].iter().take_while(|c| **c != '\'').count(),
            '\'' if at(i + 2) == '\'' => i += 3,
            ':' if at(i + 1) == ':' => {
                found.push((Token::Path, line));
                i += 2;
            }
            c if c.is_alphanumeric() || c == '_' => {
                i += chars[i..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
                let word: String = chars[start..i].iter().collect();
                // what stands before a text belongs to it
                if !(matches!(word.as_str(), "b" | "c" | "br") && matches!(at(i), '"' | '\'' | '#')) {
                    found.push((Token::Word(word), line));
                }
            }
            c => {
                if !c.is_whitespace() {
                    found.push((Token::Sign(c), line));
                }
                i += 1;
            }
        }
        line += chars[start..i.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    without_tests(&found)
}

/// Where a raw text ends whose `#` or `"` stands here.
fn raw_end(chars: &[char], from: usize) -> Option<usize> {
    let hashes = chars[from..].iter().take_while(|c| **c == '#').count();
    let open = from + hashes;
    (chars.get(open) == Some(&'"')).then(|| {
        let close = |i: &usize| {
            chars[*i] == '"' && chars[i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
        };
        (open + 1..chars.len()).find(close).map_or(chars.len(), |i| i + 1 + hashes)
    })
}

/// Leaves out every item behind `#[cfg(test)]`.
fn without_tests(tokens: &[(Token, usize)]) -> Vec<(Token, usize)> {
    let mark: Vec<Token> = {
        let (sign, word) = (Token::Sign, |w: &str| Token::Word(w.to_owned()));
        vec![sign('#'), sign('['), word("cfg"), sign('('), word("test"), sign(')'), sign(']')]
    };
    let (mut i, mut kept) = (0, Vec::new());
    while i < tokens.len() {
        if tokens[i..].len() < mark.len() || !tokens[i..].iter().zip(&mark).all(|((t, _), m)| t == m) {
            kept.push(tokens[i].clone());
            i += 1;
            continue;
        }
        i += mark.len();
        let mut depth = 0;
        while i < tokens.len() {
            let token = &tokens[i].0;
            i += 1;
            match token {
                Token::Sign('{' | '(' | '[') => depth += 1,
                Token::Sign('}') if depth == 1 => break,
                Token::Sign('}' | ')' | ']') => depth -= 1,
                Token::Sign(';') if depth == 0 => break,
                _ => {}
            }
        }
    }
    kept
}

/// The texts in a file's code, as they are written, each with its line.
pub fn texts(text: &str) -> Vec<(String, usize)> {
    let tokens = tokens(text).into_iter();
    tokens.filter_map(|(token, line)| if let Token::Text(text) = token { Some((text, line)) } else { None }).collect()
}

/// Something that a file names: the whole path from the crate's root, and how.
#[derive(Debug)]
pub struct Named {
    /// The path.
    pub path: Vec<String>,
    /// Where it stands.
    pub line: usize,
    /// The name under which others find it here: what is given out again (`pub use`), and in a folder's `mod.rs` every
    /// `use`, since the files below see it.
    again: Option<String>,
    /// Whether this file itself needs it: not what it only gives out again.
    own: bool,
}

/// Reads the paths of a file that begin with `crate`, `super`, `self` or one of the folder's files: in `use`, with
/// lists over any number of lines, and inside expressions.
struct Paths<'a> {
    tokens: &'a [(Token, usize)],
    i: usize,
    /// Where the file stands: `["explain", "exact", "plan"]`.
    module: &'a [String],
    /// The files below, of a `mod.rs`.
    children: &'a [String],
    /// By open brace, the module written there, if it is one.
    open: Vec<Option<String>>,
    found: Vec<Named>,
}

impl Paths<'_> {
    fn word(&self, i: usize) -> Option<&str> {
        match self.tokens.get(i) {
            Some((Token::Word(word), _)) => Some(word),
            _ => None,
        }
    }

    fn is(&self, i: usize, token: &Token) -> bool {
        self.tokens.get(i).is_some_and(|(t, _)| t == token)
    }

    fn read(mut self) -> Vec<Named> {
        while self.i < self.tokens.len() {
            let i = self.i;
            match &self.tokens[i].0 {
                Token::Sign('{') => {
                    let named = i >= 2 && self.word(i - 2) == Some("mod");
                    self.open.push(if named { self.word(i - 1).map(str::to_owned) } else { None });
                }
                Token::Sign('}') => drop(self.open.pop()),
                // who may see something is no need of it
                Token::Word(word) if word == "pub" && self.word(i + 2) == Some("in") => {
                    while self.i < self.tokens.len() && !self.is(self.i, &Token::Sign(')')) {
                        self.i += 1;
                    }
                }
                Token::Word(word) if word == "use" => {
                    let public = i > 0
                        && (self.word(i - 1) == Some("pub")
                            || self.is(i - 1, &Token::Sign(')'))
                                && self.word(i - 2).is_some_and(|w| matches!(w, "crate" | "super" | "self")));
                    self.i += 1;
                    self.tree(&[], public);
                    continue;
                }
                Token::Word(_) if self.is(i + 1, &Token::Path) && (i == 0 || !self.is(i - 1, &Token::Path)) => {
                    let mut path = Vec::new();
                    let line = self.tokens[i].1;
                    while let Some(word) = self.word(self.i) {
                        path.push(word.to_owned());
                        self.i += 1;
                        if !self.is(self.i, &Token::Path) {
                            break;
                        }
                        self.i += 1;
                    }
                    self.add(&path, line, None, true);
                    continue;
                }
                _ => {}
            }
            self.i += 1;
        }
        self.found
    }

    /// One branch of a `use`, from here on.
    fn tree(&mut self, before: &[String], public: bool) {
        let mut path = before.to_vec();
        let line = self.tokens.get(self.i).map_or(0, |t| t.1);
        loop {
            match self.tokens.get(self.i).map(|t| t.0.clone()) {
                Some(Token::Word(word)) => {
                    self.i += 1;
                    if word != "self" || path.is_empty() {
                        path.push(word);
                    }
                }
                Some(Token::Sign('*')) => {
                    self.i += 1;
                    path.push("*".to_owned());
                }
                Some(Token::Sign('{')) => {
                    self.i += 1;
                    while self.i < self.tokens.len() && !self.is(self.i, &Token::Sign('}')) {
                        let from = self.i;
                        self.tree(&path, public);
                        self.i += usize::from(self.is(self.i, &Token::Sign(',')) || self.i == from);
                    }
                    self.i += 1;
                    return;
                }
                _ => {}
            }
            if !self.is(self.i, &Token::Path) {
                break;
            }
            self.i += 1;
        }
        let mut name = path.last().cloned();
        if self.word(self.i) == Some("as") {
            name = self.word(self.i + 1).map(str::to_owned);
            self.i += 2;
        }
        let again = name.filter(|_| public || !self.children.is_empty());
        self.add(&path, line, again, !public);
    }

    fn add(&mut self, path: &[String], line: usize, again: Option<String>, own: bool) {
        let inside = self.open.iter().flatten().cloned();
        let mut module: Vec<String> = self.module.iter().cloned().chain(inside).collect();
        let mut rest = path;
        match rest.first().map(String::as_str) {
            Some("crate") => {
                module.clear();
                rest = &rest[1..];
            }
            Some("self") => rest = &rest[1..],
            Some("super") => {
                while rest.first().is_some_and(|w| w == "super") {
                    module.pop();
                    rest = &rest[1..];
                }
            }
            Some(child) if self.children.iter().any(|c| c == child) => {}
            _ => return,
        }
        module.extend(rest.iter().cloned());
        self.found.push(Named { path: module, line, again, own });
    }
}

/// A file's code: where it stands, and what it names.
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// `["explain", "exact"]` for the folder's `mod.rs`.
    pub module: Vec<String>,
    /// What it names.
    pub named: Vec<Named>,
}

/// What every file of some sources names; tests are left out.
pub fn read_sources(files: &[(PathBuf, PathBuf, String)]) -> Vec<Source> {
    let mut list: Vec<(PathBuf, Vec<String>, &String)> = Vec::new();
    for (path, inside, text) in files {
        let mut module: Vec<String> =
            inside.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if module.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib")) {
            module.pop();
        }
        if !module.iter().any(|part| part == "tests") {
            list.push((path.clone(), module, text));
        }
    }
    let modules: Vec<Vec<String>> = list.iter().map(|(_, module, _)| module.clone()).collect();
    list.into_iter()
        .map(|(path, module, text)| {
            let below = |m: &&Vec<String>| m.len() == module.len() + 1 && m.starts_with(&module);
            let children: Vec<String> = modules.iter().filter(below).filter_map(|m| m.last().cloned()).collect();
            let tokens = tokens(text);
            let paths = Paths {
                tokens: &tokens,
                i: 0,
                module: &module,
                children: &children,
                open: Vec::new(),
                found: Vec::new(),
            };
            let named = paths.read();
            Source { path, module, named }
        })
        .collect()
}

/// Which files another file needs, by their place in the list.
///
/// What a folder's `mod.rs` gives out again (`pub use`) is looked up where it is made: `super::Name` is an arrow to the
/// file that has `Name`, so a table of contents neither makes a circle nor hides one. A folder that is named as a whole
/// stands for its `mod.rs` and everything that this gives out. `mod` is no arrow.
fn arrows(sources: &[Source]) -> Vec<Vec<usize>> {
    let place = |module: &[String]| sources.iter().position(|s| s.module == module);
    // the longest part of a path that is a file, and the name behind it
    let file =
        |path: &[String]| (1..=path.len()).rev().find_map(|n| place(&path[..n]).map(|at| (at, path.get(n).cloned())));
    let mut arrows = vec![Vec::new(); sources.len()];
    for (i, source) in sources.iter().enumerate() {
        let mut open: Vec<Vec<String>> = source.named.iter().filter(|n| n.own).map(|n| n.path.clone()).collect();
        let mut seen: Vec<Vec<String>> = Vec::new();
        while let Some(path) = open.pop() {
            if seen.contains(&path) {
                continue;
            }
            seen.push(path.clone());
            let Some((at, name)) = file(&path) else { continue };
            let given = sources[at].named.iter().filter(|n| n.again.is_some());
            let behind: Vec<_> =
                given.filter(|n| name.is_none() || n.again == name).map(|n| n.path.clone()).collect();
            if name.is_none() || behind.is_empty() {
                arrows[i].push(at);
            }
            open.extend(behind);
        }
        arrows[i].retain(|&at| at != i);
        arrows[i].sort_unstable();
        arrows[i].dedup();
    }
    arrows
}

/// Files that reach one another, by room: each group is a circle.
pub fn circles(sources: &[Source]) -> Vec<Vec<usize>> {
    let mut arrows = arrows(sources);
    for (i, to) in arrows.iter_mut().enumerate() {
        to.retain(|&at| sources[at].module.first() == sources[i].module.first() && !sources[i].module.is_empty());
    }
    let reach: Vec<Vec<bool>> = (0..sources.len())
        .map(|from| {
            let mut reach = vec![false; sources.len()];
            let mut open = arrows[from].clone();
            while let Some(at) = open.pop() {
                if !std::mem::replace(&mut reach[at], true) {
                    open.extend(&arrows[at]);
                }
            }
            reach
        })
        .collect();
    let mut circles: Vec<Vec<usize>> = Vec::new();
    for (i, from) in reach.iter().enumerate() {
        if from[i] && !circles.iter().any(|c| c.contains(&i)) {
            circles.push((0..sources.len()).filter(|&j| from[j] && reach[j][i]).collect());
        }
    }
    circles
}
