//! Reads the Fluent files on disk into what the rules look at.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{
    ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    parser,
};

pub(crate) const LANGUAGES: [&str; 4] = ["kk", "ru", "en", "zh"];
const PLURAL_FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A sentence of one language, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) key: String,
    /// The names of its arguments.
    pub(crate) arguments: BTreeSet<String>,
    /// The pieces of text between the arguments, in all its forms.
    pub(crate) texts: Vec<String>,
    /// The plural forms it tells apart.
    pub(crate) plural_forms: Vec<String>,
    has_empty_form: bool,
}

impl Sentence {
    pub(crate) fn is_whole(&self) -> bool {
        !self.has_empty_form
    }

    fn pattern_add(&mut self, pattern: &Pattern<&str>) {
        let blank = |element: &PatternElement<&str>| match element {
            PatternElement::TextElement { value } => value.trim().is_empty(),
            PatternElement::Placeable { .. } => false,
        };
        self.has_empty_form |= pattern.elements.iter().all(blank);
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.texts.push((*value).to_owned()),
                PatternElement::Placeable { expression } => self.expression_add(expression),
            }
        }
    }

    fn expression_add(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline_add(inline),
            Expression::Select { selector, variants } => {
                self.inline_add(selector);
                for variant in variants {
                    if let VariantKey::Identifier { name } = variant.key
                        && PLURAL_FORMS.contains(&name)
                    {
                        self.plural_forms.push(name.to_owned());
                    }
                    self.pattern_add(&variant.value);
                }
            }
        }
    }

    fn inline_add(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
                positional.iter().for_each(|one| self.inline_add(one));
            }
            InlineExpression::Placeable { expression } => self.expression_add(expression),
            InlineExpression::StringLiteral { .. }
            | InlineExpression::NumberLiteral { .. }
            | InlineExpression::MessageReference { .. }
            | InlineExpression::TermReference { .. } => {}
        }
    }
}

pub(crate) fn folder_of(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The names of the Fluent files of a language.
pub(crate) fn file_names(lang: &str) -> BTreeSet<String> {
    let paths = files_below(&format!("templates/locale/{lang}"), "ftl");
    paths.iter().filter_map(|path| path.file_name()?.to_str().map(str::to_owned)).collect()
}

/// All sentences of a file. Panics where a line is no sentence, and on attributes, which the program cannot ask for.
pub(crate) fn file_read(lang: &str, name: &str) -> Vec<Sentence> {
    let source =
        fs::read_to_string(folder_of(&format!("templates/locale/{lang}/{name}"))).expect("file_names names it");
    let resource = parser::parse(source.as_str()).unwrap_or_else(|(_, errors)| panic!("{lang}/{name}: {errors:?}"));
    let mut sentences = Vec::new();
    for entry in &resource.body {
        if let Entry::Message(message) = entry {
            let key = message.id.name.to_owned();
            assert!(message.attributes.is_empty(), "{lang}/{name}: {key} has attributes");
            let mut sentence = Sentence { key, ..Sentence::default() };
            match &message.value {
                Some(value) => sentence.pattern_add(value),
                None => sentence.has_empty_form = true,
            }
            sentences.push(sentence);
        }
    }
    sentences
}

/// All files with an ending below a folder of the package.
pub(crate) fn files_below(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder_of(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
