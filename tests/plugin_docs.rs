//! The pages for authors of plugins are true: the reference is the types', the header is the header.
#![expect(clippy::unwrap_used, reason = "what a test cannot unwrap has failed it")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use evisa::{cli::plugin::schema, payments::Trial};

fn page(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/plugins").join(name)
}

#[test]
fn the_reference_of_the_messages_is_made_from_the_types() {
    let (path, made) = (page("messages.md"), schema::page());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let standing = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(made, standing, "run the test with UPDATE_EXPECT=1 and review the difference");
}

#[test]
fn the_reference_explains_every_field_and_word() {
    let page = schema::page();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        // A body that is a type of its own is explained there.
        let is_told = !line.contains("What it holds is told there.") || line.starts_with("| `body`");
        assert!(is_told, "no words for {line}");
    }
    for (name, must) in
        [("## Order", "| `expected_minor` | whole number | needed |"), ("## Status", "- `charged_back`: ")]
    {
        assert!(page.split(name).nth(1).is_some_and(|part| part.contains(must)), "{name} lacks {must}");
    }
}

#[test]
fn the_page_about_c_shows_the_header_as_it_is() {
    let header = include_str!("../plugins/sdk/include/evisa_pay_plugin.h");
    let page = fs::read_to_string(page("c.md")).unwrap();
    assert!(page.contains(header), "docs/plugins/c.md shows another header than plugins/sdk/include");
}

#[test]
fn every_page_is_reached_from_the_first_and_no_link_is_dead() {
    let folder = page("");
    let first = fs::read_to_string(page("README.md")).unwrap();
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "README.md" || first.contains(&format!("({name})")), "{name} is not in README.md");
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        for target in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let file = target.split('#').next().unwrap();
            let is_web = file.starts_with("https://") || file.is_empty();
            assert!(is_web || folder.join(file).exists(), "{name}: {target} is dead");
        }
    }
}

/// A block of a page: what stands behind its fence, and its text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let parts: Vec<_> = page.split("```").collect();
    let blocks = parts.iter().skip(1).step_by(2);
    blocks.map(|block| block.split_once('\n').unwrap()).collect()
}

/// Runs a block of the shell where the one before ended; where it ends.
fn run(block: &str, folder: &Path) -> PathBuf {
    let programs = Path::new(env!("CARGO_BIN_EXE_evisa")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    // The registry on the disk is enough, for these crates were just built here.
    shell.env("PATH", path).env("CARGO_NET_OFFLINE", "true").env_remove("CARGO_TARGET_DIR").current_dir(folder);
    let output = shell.args(["-ec", &format!("{block}\npwd")]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{block}{text}{}", String::from_utf8_lossy(&output.stderr));
    text.lines().last().unwrap().into()
}

/// Applies a difference as a reader would: finds the lines, and changes them.
fn apply(difference: &str, folder: &Path) {
    let (head, hunk) = difference.split_once("@@\n").unwrap();
    let file = folder.join(head.lines().last().unwrap().strip_prefix("+++ b/").unwrap());
    let side = |without: char| {
        let lines = hunk.lines().filter(|line| !line.starts_with(without));
        lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect::<String>()
    };
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.matches(&side('+')).count(), 1, "{} does not hold once:\n{}", file.display(), side('+'));
    fs::write(&file, text.replace(&side('+'), &side('-'))).unwrap();
}

#[test]
fn the_tutorial_does_what_it_says() {
    let page = fs::read_to_string(page("tutorial.md")).unwrap();
    let place = tempfile::tempdir().unwrap();
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).join("authors");
    fs::create_dir_all(&built).unwrap();
    let mut folder = place.path().to_owned();
    let mut ran = 0;
    for (kind, text) in blocks(&page) {
        match kind {
            "sh" => folder = run(text, &folder),
            "diff" => apply(text, &folder),
            other => panic!("a block of the kind {other:?} is not run"),
        }
        ran += 1;
        // Built once for all tests of projects, not for each anew.
        let target = place.path().join("my-bank/target");
        if !target.exists() {
            std::os::unix::fs::symlink(&built, target).unwrap();
        }
    }
    assert!(6 <= ran, "only {ran} blocks were found");
    assert!(folder.ends_with("my-bank"));
}

#[test]
fn the_smallest_plugin_in_c_is_one() {
    let page = fs::read_to_string(page("c.md")).unwrap();
    let (_, source) = blocks(&page).into_iter().find(|(kind, _)| *kind == "c").unwrap();
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("smallest.c"), source).unwrap();
    fs::write(place.path().join("evisa_pay_plugin.h"), include_str!("../plugins/sdk/include/evisa_pay_plugin.h"))
        .unwrap();
    let command = page.lines().find_map(|line| line.strip_prefix("    cc ")).unwrap();
    run(&format!("cc -Wall -Wextra -Werror {command}"), place.path());
    let seen = Trial::start(Path::new(env!("CARGO_BIN_EXE_evisa")), &place.path().join("libsmallest.so")).unwrap();
    assert_eq!(seen.hello.plugin, "example.smallest");
}
