//! What persists between runs: theme, text size, unit, recent files and which of them go together. Never anything of a
//! customer.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::Result;
use crate::data::file;
use crate::view::Scale;

/// Light, dark, or as the system is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ThemeChoice {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The most recent files kept.
const RECENT_MAX: usize = 8;
/// The most models whose customers are remembered.
const TOGETHER_MAX: usize = 32;
/// Text sizes in percent.
pub const TEXT_SIZES: [u32; 8] = [80, 90, 100, 115, 130, 150, 175, 200];
/// The text size that it comes with, in percent.
pub const USUAL_SIZE: u32 = 100;

/// What persists.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// Light, dark or the system's.
    pub theme: ThemeChoice,
    /// Text size in percent.
    pub text_size: u32,
    /// The unit of shares.
    pub scale: Scale,
    /// Models and sessions opened lately, latest first.
    pub recent: Vec<PathBuf>,
    /// Which customers were opened with which model, latest first.
    pub together: Vec<Together>,
    /// Whether what is open is kept by itself, to go back to it.
    pub keep: bool,
    /// Whether the demonstration says that it is one.
    pub introduce: bool,
    /// Where the window was.
    pub window: Option<Placed>,
}

/// Where a window is, in points of the screen whatever the text size.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Placed {
    /// Its width and height inside, where it does not fill the screen.
    pub size: [f32; 2],
    /// Its left top corner, if the system tells it.
    pub corner: Option<[f32; 2]>,
    /// Whether it fills the screen.
    pub maximised: bool,
}

impl Placed {
    /// Whether it is a window that a person could have left behind.
    fn is_sound(&self) -> bool {
        let within = |x: &f32, least: f32| x.is_finite() && (least..=16384.0).contains(x);
        self.size.iter().all(|x| within(x, 200.0)) && self.corner.iter().flatten().all(|x| within(x, -16384.0))
    }
}

/// A model's file, and the table of customers that was opened for it last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Together {
    /// The model's file.
    pub model: PathBuf,
    /// The digest of its bytes.
    pub digest: String,
    /// The table's file.
    pub table: PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            text_size: USUAL_SIZE,
            scale: Scale::Points,
            recent: Vec::new(),
            together: Vec::new(),
            keep: true,
            introduce: true,
            window: None,
        }
    }
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct File {
    theme: String,
    text_size: u32,
    chance: bool,
    recent: Vec<PathBuf>,
    together: Vec<Together>,
    keep_nothing: bool,
    introduced: bool,
    window: Option<Placed>,
}

impl Settings {
    /// Reads the settings; the defaults if there are none or they cannot be read: settings are never worth an error.
    pub fn read(path: &Path) -> Self {
        let text = file::read_within(path, 1 << 20).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(saved) = text.and_then(|t| ron::from_str::<File>(&t).ok()) else { return Self::default() };
        Self {
            theme: match saved.theme.as_str() {
                "light" => ThemeChoice::Light,
                "dark" => ThemeChoice::Dark,
                _ => ThemeChoice::System,
            },
            text_size: if TEXT_SIZES.contains(&saved.text_size) { saved.text_size } else { USUAL_SIZE },
            scale: if saved.chance { Scale::Chance } else { Scale::Points },
            recent: saved.recent.into_iter().take(RECENT_MAX).collect(),
            together: saved.together.into_iter().take(TOGETHER_MAX).collect(),
            keep: !saved.keep_nothing,
            introduce: !saved.introduced,
            window: saved.window.filter(Placed::is_sound),
        }
    }

    /// Writes the settings, whole or not at all.
    ///
    /// # Errors
    /// [`crate::base::Kind::File`].
    pub fn write(&self, path: &Path) -> Result<()> {
        let saved = File {
            theme: match self.theme {
                ThemeChoice::System => "system",
                ThemeChoice::Light => "light",
                ThemeChoice::Dark => "dark",
            }
            .to_owned(),
            text_size: self.text_size,
            chance: self.scale == Scale::Chance,
            recent: self.recent.clone(),
            together: self.together.clone(),
            keep_nothing: !self.keep,
            introduced: !self.introduce,
            window: self.window,
        };
        let text = ron::ser::to_string_pretty(&saved, ron::ser::PrettyConfig::new()).unwrap_or_default();
        file::write_own(path, text.as_bytes())
    }

    /// The text size beside the one there is: the next larger or smaller one, itself at the end.
    pub fn size_beside(&self, larger: bool) -> u32 {
        let beside = if larger {
            TEXT_SIZES.into_iter().find(|&size| size > self.text_size)
        } else {
            TEXT_SIZES.into_iter().rev().find(|&size| size < self.text_size)
        };
        beside.unwrap_or(self.text_size)
    }

    /// Puts a file first among the recent ones, by a path that leads to it from every folder.
    pub fn remember(&mut self, path: &Path) {
        self.forget(path);
        self.recent.insert(0, absolute(path));
        self.recent.truncate(RECENT_MAX);
    }

    /// Remembers which table was opened for a model.
    pub fn put_together(&mut self, model: &Path, digest: &str, table: &Path) {
        let (model, table) = (absolute(model), absolute(table));
        self.together.retain(|t| t.model != model);
        self.together.insert(0, Together { model, digest: digest.to_owned(), table });
        self.together.truncate(TOGETHER_MAX);
    }

    /// The table that was opened last for a model, if the model's file is still the same one.
    pub fn table_of(&self, model: &Path, digest: &str) -> Option<&Path> {
        let model = absolute(model);
        self.together.iter().find(|t| t.model == model && t.digest == digest).map(|t| t.table.as_path())
    }

    /// Takes a file off the recent ones.
    pub fn forget(&mut self, path: &Path) {
        let whole = absolute(path);
        self.recent.retain(|p| p != path && *p != whole);
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_files_are_found_from_every_folder() {
        let mut settings = Settings::default();
        settings.remember(Path::new("model.ron"));
        settings.remember(Path::new("./model.ron"));
        let here = std::env::current_dir().expect("there is one");
        assert_eq!(settings.recent, [here.join("model.ron")]);
        settings.forget(Path::new("model.ron"));
        assert!(settings.recent.is_empty());
    }
}
