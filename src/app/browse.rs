//! The customer browser's part of the desk: what is asked of it, and the answers, each with what it depends on.
//!
//! What a person asked for (search, filters, shown facts) is never saved and ends with the model or the customers it
//! was asked of: nobody's facts stay on screen because they were wanted of somebody else.

use std::sync::{Arc, Weak};

use super::document::{Document, People};
use super::job::{Jobs, Message, aside, guarded};
use crate::ask::browse::{self, Crowd};
use crate::ask::{Filter, Inputs, Listing, Query, Standings};
use crate::base::progress::Progress;
use crate::base::{FeatureIdx, Kind, Result};
use crate::model::{CustomerModel, Value};

/// The most facts shown as columns at a time.
pub const COLUMNS_MAX: usize = 6;
/// What a person asked of the browser.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Browser {
    /// Whether it is open.
    pub open: bool,
    /// Who to list, in which order. Also what next and previous go through.
    pub query: Query,
    /// Facts that were asked to be shown, in that order.
    pub columns: Vec<FeatureIdx>,
}

impl Browser {
    /// Shows a fact, if there is room, or hides it.
    pub fn show(&mut self, feature: FeatureIdx, show: bool) {
        self.columns.retain(|f| *f != feature);
        if show && self.columns.len() < COLUMNS_MAX {
            self.columns.push(feature);
        }
        if !show && self.query.sort == browse::SortBy::Fact(feature) {
            // an order by what cannot be seen would puzzle
            self.query.sort = browse::SortBy::Place;
            self.query.descending = false;
        }
    }
}

/// A number that a person typed, with a comma or a point, perhaps with a unit after it; `None` if it is none. With
/// `percent`, 60 is 0.6.
pub fn typed_number(text: &str, unit: &str, percent: bool) -> Option<f64> {
    let text = text.trim().trim_end_matches(unit).trim_end_matches('%').trim();
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{A0}')).collect();
    let number: f64 = plain.replace(',', ".").replace('\u{2212}', "-").parse().ok()?;
    number.is_finite().then_some(if percent { number / 100.0 } else { number })
}

/// Adds a filter; one on what is recommended takes the place of the last, because both could never hold.
pub fn with_filter(query: &Query, filter: Filter) -> Query {
    let mut query = query.clone();
    if matches!(filter, Filter::Offer(_)) {
        query.filters.retain(|f| !matches!(f, Filter::Offer(_)));
    }
    if !query.filters.contains(&filter) {
        query.filters.push(filter);
    }
    query
}

impl Crowd for People {
    fn n(&self) -> usize {
        self.len()
    }

    fn label(&self, place: usize) -> String {
        self.name(place)
    }

    fn value(&self, place: usize, feature: FeatureIdx) -> Value {
        match (self.profiles.get(place), &self.table) {
            (Some(profile), _) => profile.value(feature),
            (None, Some(table)) => table.value(place - self.profiles.len(), feature),
            (None, None) => Value::Missing,
        }
    }
}

/// Which model and customers an answer is about. The customers are held weakly, so that a kept answer never makes
/// a change of who is open copy a whole table.
#[derive(Clone, Debug)]
pub struct About {
    inputs: Arc<Inputs>,
    people: Weak<People>,
}

impl About {
    pub(super) fn of(document: &Document) -> Self {
        Self { inputs: Arc::clone(&document.inputs), people: Arc::downgrade(&document.people) }
    }

    pub(super) fn is(&self, document: &Document) -> bool {
        Arc::ptr_eq(&self.inputs, &document.inputs) && Weak::as_ptr(&self.people) == Arc::as_ptr(&document.people)
    }
}

/// The browser's answers.
#[derive(Debug, Default)]
pub struct Lists {
    about: Option<About>,
    standings: Option<Arc<Standings>>,
    scoring: Option<Progress>,
    /// The person stopped the scoring, or it failed: it starts again only when asked.
    stopped: bool,
    /// The list, and what it answers.
    listing: Option<(Query, Arc<Listing>)>,
    listing_job: Option<(Query, Progress)>,
    /// Where the customer who is looked at stands in the list, and who that was.
    here: Option<(usize, Option<usize>)>,
}

impl Lists {
    /// Forgets everything and stops what is under way.
    pub fn clear(&mut self) {
        for progress in self.scoring.iter().chain(self.listing_job.iter().map(|(_, p)| p)) {
            progress.cancel();
        }
        *self = Self::default();
    }

    /// Makes sure that the answers the browser needs exist or are under way. Cheap when nothing changed.
    pub fn prepare(&mut self, document: &Document, browser: &Browser, jobs: &Jobs) {
        if !self.about.as_ref().is_some_and(|a| a.is(document)) {
            self.clear();
            self.about = Some(About::of(document));
        }
        let query = &browser.query;
        if document.people.is_empty() || (!browser.open && query.is_plain()) {
            return;
        }
        if self.standings.is_none() && self.scoring.is_none() && !self.stopped {
            self.score(document, jobs);
        }
        self.list(document, query, jobs);
        let place = document.choice.person;
        if self.here.is_none_or(|(who, _)| who != place) {
            self.here = self.listing.as_ref().map(|(_, listing)| (place, listing.position(place)));
        }
    }

    fn score(&mut self, document: &Document, jobs: &Jobs) {
        let (inputs, people) = (Arc::clone(&document.inputs), Arc::clone(&document.people));
        let progress = Progress::default();
        if people.len().saturating_mul(inputs.model().trees().len()) <= browse::WALKS_ALONE {
            self.standings = Standings::new(&inputs, &*people, &progress).ok().map(Arc::new);
            return;
        }
        self.scoring = Some(progress.clone());
        let about = About::of(document);
        jobs.start("score everybody", move || {
            let result = guarded(|| aside(|| Standings::new(&inputs, &*people, &progress)).map(Arc::new));
            Message::Scored { about, result }
        });
    }

    fn list(&mut self, document: &Document, query: &Query, jobs: &Jobs) {
        if self.listing.as_ref().is_some_and(|(q, _)| q == query) {
            self.stop_listing();
            return;
        }
        if query.needs_standings() && self.standings.is_none()
            || self.listing_job.as_ref().is_some_and(|(q, _)| q == query)
        {
            return;
        }
        self.stop_listing();
        let (people, standings) = (Arc::clone(&document.people), self.standings.clone());
        let progress = Progress::default();
        if people.len() <= browse::ROWS_ALONE || query.is_plain() {
            let listing = browse::browse(&*people, standings.as_deref(), query, &progress);
            self.take(listing.ok().map(|l| (query.clone(), Arc::new(l))));
            return;
        }
        self.listing_job = Some((query.clone(), progress.clone()));
        let (about, query) = (About::of(document), query.clone());
        jobs.start("list customers", move || {
            let result = guarded(|| browse::browse(&*people, standings.as_deref(), &query, &progress).map(Arc::new));
            Message::Listed { about, query, result }
        });
    }

    fn stop_listing(&mut self) {
        if let Some((_, progress)) = self.listing_job.take() {
            progress.cancel();
        }
    }

    fn take(&mut self, listing: Option<(Query, Arc<Listing>)>) {
        if listing.is_some() {
            self.listing = listing;
            self.here = None;
        }
    }

    /// Takes in the scores of everybody, if they are those of who is open.
    ///
    /// # Errors
    /// What stopped the work, unless the person did.
    pub fn scored(
        &mut self,
        document: Option<&Document>,
        about: &About,
        result: Result<Arc<Standings>>,
    ) -> Result<()> {
        // another model or other customers meanwhile, or stopped: nobody waits for it
        if self.scoring.is_none() || !document.is_some_and(|d| about.is(d)) {
            return Ok(());
        }
        let stopped = |e: &crate::base::Error| e.kind == Kind::Cancelled;
        if result.as_ref().is_err_and(stopped) && self.scoring.as_ref().is_some_and(|p| !p.cancelled()) {
            // an earlier one that was stopped; the one at work goes on
            return Ok(());
        }
        if let Some(progress) = self.scoring.take() {
            progress.cancel();
        }
        match result {
            Ok(standings) => {
                self.standings = Some(standings);
                Ok(())
            }
            Err(error) => {
                self.stopped = true;
                if error.kind == Kind::Cancelled { Ok(()) } else { Err(error) }
            }
        }
    }

    /// Takes in a list, if it is the one that is waited for.
    ///
    /// # Errors
    /// What stopped the work, unless the person did.
    pub fn listed(
        &mut self,
        document: Option<&Document>,
        about: &About,
        query: Query,
        result: Result<Arc<Listing>>,
    ) -> Result<()> {
        let waited = self.listing_job.as_ref().is_some_and(|(q, _)| *q == query);
        if !waited || !document.is_some_and(|d| about.is(d)) {
            return Ok(());
        }
        self.listing_job = None;
        match result {
            Ok(listing) => self.take(Some((query, listing))),
            Err(error) if error.kind == Kind::Cancelled => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Starts the scoring again, or stops it.
    pub fn set_scoring(&mut self, on: bool) {
        self.stopped = !on;
        if !on && let Some(progress) = self.scoring.take() {
            progress.cancel();
        }
    }

    /// What everybody would get, once known.
    pub fn standings(&self) -> Option<&Arc<Standings>> {
        self.standings.as_ref()
    }

    /// How far the scoring is, while it is under way.
    pub fn scoring(&self) -> Option<&Progress> {
        self.scoring.as_ref()
    }

    /// Whether the scoring was stopped.
    pub fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// The list for a query, or the last one while a newer is under way, and whether it is the one asked for.
    pub fn listing(&self, query: &Query) -> Option<(&Arc<Listing>, bool)> {
        self.listing.as_ref().map(|(q, listing)| (listing, q == query))
    }

    /// Where the customer who is looked at stands in the list, from 0; `None` if not there.
    pub fn here(&self) -> Option<usize> {
        self.here.and_then(|(_, position)| position)
    }
}

/// Whether responses of a model are typed and read in percent.
pub fn in_percent(model: &CustomerModel) -> bool {
    model.link().is_probability()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_type_them() {
        assert_eq!(typed_number(" 40,5 € ", "€", false), Some(40.5));
        assert_eq!(typed_number("60 %", "", true), Some(0.6));
        assert_eq!(typed_number("12\u{A0}357", "days", false), Some(12357.0));
        assert_eq!(typed_number("\u{2212}3", "", false), Some(-3.0));
        for wrong in ["", "many", "1e999", "nan", "%"] {
            assert_eq!(typed_number(wrong, "", false), None, "{wrong}");
        }
    }
}
