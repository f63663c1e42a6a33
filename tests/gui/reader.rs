//! The real window as a screen reader finds it: started on a display of its own with a bus of its own, and read over
//! AT-SPI, the way of Linux's screen readers. Where the system has no such display or no such bus it is skipped, and
//! says so; with `CANDOUR_SCREEN_READER` set it must not be.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, MessageIterator};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{MatchRule, message};

/// Roles by their numbers in AT-SPI.
const DIALOG: u32 = 16;
const SLIDER: u32 = 51;
const HEADING: u32 = 83;
/// Where the registry's list of windows begins.
const ROOT: &str = "/org/a11y/atspi/accessible/root";
/// The least that is waited for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// Programs that end with the test.
struct Started(Vec<Child>);

impl Drop for Started {
    fn drop(&mut self) {
        for child in self.0.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Started {
    /// Starts a program, and gives the first line that it prints if that is waited for.
    fn start(&mut self, command: &mut Command, says: bool) -> Option<String> {
        let out = if says { Stdio::piped() } else { Stdio::null() };
        let mut child = command.stdin(Stdio::null()).stdout(out).stderr(Stdio::null()).spawn().ok()?;
        let out = child.stdout.take();
        self.0.push(child);
        let mut line = String::new();
        if let Some(out) = out {
            BufReader::new(out).read_line(&mut line).ok()?;
        }
        Some(line.trim().to_owned())
    }
}

/// One thing of the tree.
#[derive(Clone, Debug)]
struct Thing {
    at: (String, OwnedObjectPath),
    role: u32,
    name: String,
    depth: usize,
}

/// What was told of: "StateChanged focused 1", "Announcement" with its text.
#[derive(Debug)]
struct Event {
    member: String,
    path: String,
    kind: String,
    detail: i32,
    text: String,
}

/// A bus that assistive technology speaks on.
struct Reader {
    bus: Connection,
    display: String,
    events: Receiver<Event>,
}

impl Reader {
    fn get<T: TryFrom<OwnedValue>>(&self, at: &(String, OwnedObjectPath), interface: &str, name: &str) -> Option<T> {
        let reply = self.bus.call_method(
            Some(at.0.as_str()),
            &at.1,
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &(interface, name),
        );
        reply.ok()?.body().deserialize::<OwnedValue>().ok()?.try_into().ok()
    }

    fn children(&self, at: &(String, OwnedObjectPath)) -> Vec<(String, OwnedObjectPath)> {
        let interface = Some("org.a11y.atspi.Accessible");
        let reply = self.bus.call_method(Some(at.0.as_str()), &at.1, interface, "GetChildren", &());
        reply.ok().and_then(|r| r.body().deserialize().ok()).unwrap_or_default()
    }

    /// Everything below, in the order in which it is read.
    fn walk(&self, at: &(String, OwnedObjectPath), depth: usize, all: &mut Vec<Thing>) {
        let interface = "org.a11y.atspi.Accessible";
        let role = self.bus.call_method(Some(at.0.as_str()), &at.1, Some(interface), "GetRole", &());
        let role = role.ok().and_then(|r| r.body().deserialize().ok()).unwrap_or_default();
        let name = self.get(at, interface, "Name").unwrap_or_default();
        all.push(Thing { at: at.clone(), role, name, depth });
        for child in self.children(at) {
            self.walk(&child, depth + 1, all);
        }
    }

    /// The window's tree, as soon as something is in it.
    fn tree(&self, is_there: impl Fn(&[Thing]) -> bool) -> Vec<Thing> {
        let root = OwnedObjectPath::try_from(ROOT).expect("a path");
        let since = Instant::now();
        loop {
            let mut all = Vec::new();
            for app in self.children(&("org.a11y.atspi.Registry".to_owned(), root.clone())) {
                self.walk(&app, 0, &mut all);
            }
            if is_there(&all) {
                return all;
            }
            assert!(since.elapsed() < PATIENCE, "it does not come: {all:#?}");
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    fn number(&self, thing: &Thing, name: &str) -> f64 {
        self.get(&thing.at, "org.a11y.atspi.Value", name).unwrap_or(f64::NAN)
    }

    /// Waits to be told of something.
    fn hear(&self, what: &str, fits: impl Fn(&Event) -> bool) {
        let since = Instant::now();
        let mut heard = Vec::new();
        while let Some(left) = PATIENCE.checked_sub(since.elapsed()) {
            match self.events.recv_timeout(left) {
                Ok(event) if fits(&event) => return,
                Ok(event) => heard.push(event),
                Err(_) => break,
            }
        }
        panic!("{what} was not told; heard: {heard:#?}");
    }
}

/// The display, the bus and the window; the reason if there is none of the first two.
fn begin(started: &mut Started, home: &std::path::Path) -> Result<Reader, String> {
    let display = started
        .start(
            Command::new("Xvfb").args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]),
            true,
        )
        .filter(|d| !d.is_empty())
        .ok_or("there is no Xvfb")?;
    let display = format!(":{display}");
    let environment = |command: &mut Command| {
        command
            .env("DISPLAY", &display)
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("NO_AT_BRIDGE")
            .env_remove("AT_SPI_BUS_ADDRESS");
    };
    let mut daemon = Command::new("dbus-daemon");
    environment(daemon.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]));
    let session = started.start(&mut daemon, true).filter(|a| !a.is_empty()).ok_or("there is no dbus-daemon")?;
    let bus = |address: &str| {
        Builder::address(address)
            .and_then(|b| b.method_timeout(Duration::from_secs(20)).build())
            .map_err(|e| e.to_string())
    };
    let desktop = bus(&session)?;
    let a11y = Some("org.a11y.Bus");
    let path = "/org/a11y/bus";
    let address: String = desktop
        .call_method(a11y, path, a11y, "GetAddress", &())
        .and_then(|reply| reply.body().deserialize())
        .map_err(|e| format!("there is no AT-SPI: {e}"))?;
    for switch in ["IsEnabled", "ScreenReaderEnabled"] {
        let set = ("org.a11y.Status", switch, Value::Bool(true));
        desktop
            .call_method(a11y, path, Some("org.freedesktop.DBus.Properties"), "Set", &set)
            .map_err(|e| format!("AT-SPI cannot be switched on: {e}"))?;
    }
    let bus = bus(&address)?;
    // a window that starts before the registry does is never known to it
    let (registry, accessible) = (Some("org.a11y.atspi.Registry"), Some("org.a11y.atspi.Accessible"));
    let since = Instant::now();
    while let Err(why) = bus.call_method(registry, ROOT, accessible, "GetChildren", &()) {
        if since.elapsed() > PATIENCE {
            return Err(format!("the registry does not answer: {why}"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let rule = MatchRule::builder().msg_type(message::Type::Signal).interface("org.a11y.atspi.Event.Object");
    let rule = rule.map_err(|e| e.to_string())?.build();
    let heard = MessageIterator::for_match_rule(rule, &bus, Some(4096)).map_err(|e| e.to_string())?;
    let (tell, events) = channel();
    std::thread::spawn(move || {
        for message in heard.flatten() {
            type Body = (String, i32, i32, OwnedValue, HashMap<String, OwnedValue>);
            let Ok((kind, detail, _, any, _)) = message.body().deserialize::<Body>() else { continue };
            let header = message.header();
            let event = Event {
                member: header.member().map(ToString::to_string).unwrap_or_default(),
                path: header.path().map(ToString::to_string).unwrap_or_default(),
                kind,
                detail,
                text: String::try_from(any).unwrap_or_default(),
            };
            if tell.send(event).is_err() {
                return;
            }
        }
    });
    let mut window = Command::new(env!("CARGO_BIN_EXE_candour"));
    environment(window.env("DBUS_SESSION_BUS_ADDRESS", &session));
    started.start(&mut window, false).expect("the window starts");
    Ok(Reader { bus, display, events })
}

#[test]
fn a_screen_reader_finds_headings_scales_and_dialogs_and_hears_what_changes() {
    let home = tempfile::tempdir().expect("a folder");
    let mut started = Started(Vec::new());
    let reader = match begin(&mut started, home.path()) {
        Ok(reader) => reader,
        Err(why) => {
            assert!(std::env::var_os("CANDOUR_SCREEN_READER").is_none(), "screen reader: {why}");
            return println!("screen reader: skipped, {why}");
        }
    };
    let tree = reader.tree(|all| all.iter().filter(|t| t.role == SLIDER).count() > 10);
    let place =
        |text: &str| tree.iter().position(|t| t.name.contains(text)).unwrap_or_else(|| panic!("{text}: {tree:#?}"));
    // headings, each with its name; what is below is read after what is above
    let headings: Vec<&Thing> = tree.iter().filter(|t| t.role == HEADING).collect();
    assert!(headings.len() >= 2 && headings.iter().all(|t| !t.name.is_empty()), "{headings:#?}");
    assert!(headings.iter().any(|t| t.name.starts_with("Why Free delivery")), "{headings:#?}");
    let order = ["Undo", "Maya Lindqvist", "Orders in 90 days", "Why Free delivery", "cannot tell"].map(place);
    assert!(order.is_sorted(), "{order:?}");
    // scales
    for slider in tree.iter().filter(|t| t.role == SLIDER) {
        let [least, most, now] = ["MinimumValue", "MaximumValue", "CurrentValue"].map(|n| reader.number(slider, n));
        assert!(
            least < most && most < 1e9 && (least..=most).contains(&now),
            "{slider:?}: {now} of {least} to {most}"
        );
    }
    let orders = tree.iter().find(|t| t.role == SLIDER && t.name == "Orders in 90 days").expect("its slider");
    assert_eq!((reader.number(orders, "CurrentValue"), reader.number(orders, "MinimumIncrement")), (9.0, 1.0));
    // what a change does is spoken
    let set = ("org.a11y.atspi.Value", "CurrentValue", Value::F64(0.0));
    let properties = Some("org.freedesktop.DBus.Properties");
    reader.bus.call_method(Some(orders.at.0.as_str()), &orders.at.1, properties, "Set", &set).expect("it can be set");
    reader.hear("what the what-if does", |e| e.member == "Announcement" && e.text.contains("comes first"));
    // the focus goes where it is sent, and is told
    let component = Some("org.a11y.atspi.Component");
    reader
        .bus
        .call_method(Some(orders.at.0.as_str()), &orders.at.1, component, "GrabFocus", &())
        .expect("it can be focused");
    // without a window manager nobody gives the window the keyboard, and nothing has the focus for the desktop
    let given = Command::new("xdotool")
        .args(["search", "--sync", "--onlyvisible", "--name", ".", "windowfocus", "--sync"])
        .env("DISPLAY", &reader.display)
        .output();
    if given.is_ok_and(|out| out.status.success()) {
        reader.hear("the focus", |e| {
            e.member == "StateChanged" && e.kind == "focused" && e.detail == 1 && e.path == orders.at.1.as_str()
        });
    } else {
        println!("screen reader: that the focus is told was not tried, there is no xdotool");
    }
    // a dialog has a name
    let find = tree.iter().find(|t| t.name.starts_with("Find") && t.depth > 2).expect("the palette's button");
    let action = Some("org.a11y.atspi.Action");
    reader
        .bus
        .call_method(Some(find.at.0.as_str()), &find.at.1, action, "DoAction", &(0_i32,))
        .expect("it can be pressed");
    let tree = reader.tree(|all| all.iter().any(|t| t.role == DIALOG));
    let dialog = tree.iter().find(|t| t.role == DIALOG).expect("found");
    assert_eq!(dialog.name, "Find a command");
}
