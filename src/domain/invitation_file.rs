//! Files of invitations that a registrar imports: CSV or JSON, read row by row with every fault of every row at once.
//!
//! Both formats use the names of [`COLUMNS`]. CSV: UTF-8, a heading line with these names in any order, separated by commas, semicolons or
//! tabs. JSON: an array of flat objects with these names. Dates are `DD.MM.YYYY` or ISO 8601.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::{
    category::{Category, Entries},
    countries,
    dates::{ascii_digits, date_parse, past_date_parse},
    iin::{Strictness, TaxId},
    mrz::names::{self, NameFault},
    person::{NamePart, Nationality, PassportNumber, PersonName, Sex, Traveller},
    refusal::Message,
};

/// Bytes of the largest file: 50 000 rows of 200 bytes.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Rows of the largest file: more than an embassy sees in a year.
pub const ROWS_MAX: usize = 50_000;
/// Faults that are told; a file with more has one cause, and the first ones show it.
pub const FAULTS_MAX: usize = 1_000;
/// Characters of the longest cell.
pub const CELL_CHARS_MAX: usize = 300;
/// Digits of an invitation number (`3622000299`, figure 8.3).
const NUMBER_DIGITS: usize = 10;

/// The names of the columns, in the order of a template file; whether a row must fill them.
pub const COLUMNS: [(&str, bool); 18] = [
    ("number", true),
    ("category", true),
    ("entries", false),
    ("valid_from", true),
    ("valid_to", true),
    ("inviter_tax_id", true),
    ("inviter_name", true),
    ("inviter_address", true),
    ("stay_region", true),
    ("stay_street", true),
    ("stay_house", true),
    ("surname", true),
    ("given", false),
    ("patronymic", false),
    ("passport", true),
    ("sex", true),
    ("birth_date", true),
    ("nationality", true),
];

/// What the rows are judged by.
#[derive(Debug, Clone, Copy)]
pub struct ImportRules {
    /// The day of the import: no birth is after it.
    pub today: Date,
    /// Whether test identities may invite.
    pub strictness: Strictness,
}

/// Where a row stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Line of a CSV file, from 1; the heading is line 1.
    Line(u64),
    /// Object of a JSON array, from 1.
    Record(u64),
}

impl Place {
    /// The words for it.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Line(line) => Message::new("import-line").with("line", line),
            Self::Record(record) => Message::new("import-record").with("record", record),
        }
    }
}

/// Who invites (figure 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviterRow {
    /// IIN or BIN.
    pub tax_id: TaxId,
    /// Name of the organization or person.
    pub name: String,
    /// Address.
    pub address: String,
}

/// Where the traveller will stay (figure 5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayRow {
    /// Region or city.
    pub region: String,
    /// Street.
    pub street: String,
    /// House.
    pub house: String,
}

/// One invitation of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// Where it stands in the file.
    pub place: Place,
    /// Its number: ten digits.
    pub number: String,
    /// The category it invites to.
    pub category: Category,
    /// Number of entries.
    pub entries: Entries,
    /// First day.
    pub valid_from: Date,
    /// Last day, not before the first.
    pub valid_to: Date,
    /// Who invites.
    pub inviter: InviterRow,
    /// Where the traveller will stay.
    pub stay: StayRow,
    /// Name of the invited person.
    pub name: PersonName,
    /// Passport facts of the invited person.
    pub traveller: Traveller,
}

/// One thing to mend in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Where the row stands.
    pub place: Place,
    /// The column at fault, one of [`COLUMNS`]; empty where it is the row as a whole.
    pub column: &'static str,
    /// What to mend.
    pub message: Message,
}

/// What a file holds. Rows with a fault are not among `rows`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// The good rows, in the order of the file.
    pub rows: Vec<InvitationRow>,
    /// The faults of the others, in the order of the file; at most [`FAULTS_MAX`].
    pub faults: Vec<RowFault>,
    /// Faults left out after that.
    pub faults_left_out: usize,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// More than [`FILE_BYTES_MAX`].
    #[error("too large")]
    TooLarge,
    /// More than [`ROWS_MAX`].
    #[error("too many rows")]
    TooManyRows,
    /// Not UTF-8: most often a spreadsheet's own code page.
    #[error("not UTF-8")]
    NotUtf8,
    /// Nothing in it.
    #[error("empty")]
    Empty,
    /// Columns that every row needs are missing from the heading.
    #[error("missing columns: {0}")]
    ColumnsMissing(String),
    /// A heading that is no column, or stands twice.
    #[error("unknown column: {0}")]
    ColumnUnknown(String),
    /// Not an array of objects.
    #[error("not an array of objects, line {line}")]
    NotJson {
        /// Line of the fault, from 1.
        line: usize,
    },
}

impl FileFault {
    /// The sentence that tells what to mend.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLarge => Message::new("import-file-too-large").with("mebibytes", FILE_BYTES_MAX / (1024 * 1024)),
            Self::TooManyRows => Message::new("import-too-many-rows").with("rows", ROWS_MAX),
            Self::NotUtf8 => Message::new("import-not-utf8"),
            Self::Empty => Message::new("import-empty"),
            Self::ColumnsMissing(columns) => Message::new("import-columns-missing").with("columns", columns),
            Self::ColumnUnknown(column) => Message::new("import-column-unknown").with("column", column),
            Self::NotJson { line } => Message::new("import-not-json").with("line", line),
        }
    }
}

/// The filled cells of one row, by column.
type Cells = BTreeMap<&'static str, String>;

/// Read a file of invitations; its first character tells whether it is JSON or CSV.
pub fn invitation_file_parse(bytes: &[u8], rules: ImportRules) -> Result<ImportReport, FileFault> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(FileFault::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FileFault::NotUtf8)?;
    // Spreadsheets put a byte-order mark in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut import = Import { rules, report: ImportReport::default(), seen: HashMap::new() };
    match text.trim_start().chars().next() {
        None => return Err(FileFault::Empty),
        Some('[' | '{') => import.json_read(text)?,
        Some(_) => import.csv_read(text)?,
    }
    Ok(import.report)
}

struct Import {
    rules: ImportRules,
    report: ImportReport,
    seen: HashMap<String, Place>,
}

impl Import {
    fn csv_read(&mut self, text: &str) -> Result<(), FileFault> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter_of(text))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let heading = columns_of(reader.headers().map_err(|_| FileFault::NotUtf8)?)?;
        let mut lines = Lines { counted: 0, line: 1 };
        for (count, record) in reader.records().enumerate() {
            if count == ROWS_MAX {
                return Err(FileFault::TooManyRows);
            }
            let record = record.map_err(|_| FileFault::NotUtf8)?;
            let begins = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
            let place = Place::Line(lines.of(text, begins));
            let filled = |(column, cell): (&&'static str, &str)| (!cell.is_empty()).then(|| (*column, cell.to_owned()));
            let cells: Cells = heading.iter().zip(&record).filter_map(filled).collect();
            if record.iter().skip(heading.len()).any(|cell| !cell.is_empty()) {
                self.fault(place, "", Message::new("import-too-many-cells").with("columns", heading.len()));
            } else if !cells.is_empty() {
                self.row_read(place, &cells);
            }
        }
        Ok(())
    }

    fn json_read(&mut self, text: &str) -> Result<(), FileFault> {
        let records: Vec<serde_json::Map<String, Value>> =
            serde_json::from_str(text).map_err(|error| FileFault::NotJson { line: error.line() })?;
        if records.len() > ROWS_MAX {
            return Err(FileFault::TooManyRows);
        }
        for (record, number) in records.into_iter().zip(1..) {
            let place = Place::Record(number);
            match json_cells(record) {
                Ok(cells) => self.row_read(place, &cells),
                Err(message) => self.fault(place, "", message),
            }
        }
        Ok(())
    }

    fn row_read(&mut self, place: Place, cells: &Cells) {
        let mut row = RowReader { cells, faults: Vec::new() };
        let read = row.invitation(place, self.rules);
        for (column, message) in row.faults {
            self.fault(place, column, message);
        }
        let Some(read) = read else { return };
        if let Some(first) = self.seen.get(&read.number) {
            let (Place::Line(at) | Place::Record(at)) = *first;
            return self.fault(place, "number", Message::new("import-duplicate").with("first", at));
        }
        self.seen.insert(read.number.clone(), place);
        self.report.rows.push(read);
    }

    fn fault(&mut self, place: Place, column: &'static str, message: Message) {
        if self.report.faults.len() < FAULTS_MAX {
            self.report.faults.push(RowFault { place, column, message });
        } else {
            self.report.faults_left_out += 1;
        }
    }
}

/// Counts lines as reading goes on: the CSV reader's own count stands before the blank lines and half line ends that it skips.
struct Lines {
    counted: usize,
    line: u64,
}

impl Lines {
    /// The line of the row that begins at the byte `begins`; never asked backwards.
    fn of(&mut self, text: &str, begins: usize) -> u64 {
        let bytes = text.as_bytes();
        let blank = bytes.iter().skip(begins).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = bytes.iter().take(begins + blank).skip(self.counted).filter(|byte| **byte == b'\n');
        self.line += passed.map(|_| 1).sum::<u64>();
        self.counted = begins + blank;
        self.line
    }
}

/// Reads one row cell by cell and keeps every fault.
struct RowReader<'a> {
    cells: &'a Cells,
    faults: Vec<(&'static str, Message)>,
}

impl RowReader<'_> {
    fn invitation(&mut self, place: Place, rules: ImportRules) -> Option<InvitationRow> {
        // Everything is read before anything is given up, so that all faults of the row are told at once.
        let number = self.needed("number", number_of);
        let category = self.parsed("category", "import-category");
        let entries = if self.cells.contains_key("entries") {
            self.parsed("entries", "import-entries")
        } else {
            Some(Entries::Single)
        };
        let valid_from = self.needed("valid_from", |text| date_parse(text).map_err(|fault| fault.message()));
        let valid_to = self.needed("valid_to", |text| date_parse(text).map_err(|fault| fault.message()));
        let inviter = self.inviter(rules);
        let stay = self.stay();
        let name = self.name();
        let traveller = self.traveller(rules.today);
        if let Some((name, traveller)) = name.as_ref().zip(traveller.as_ref()) {
            self.latin(name, traveller);
        }
        if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
            self.faults.push(("valid_to", Message::new("import-dates-order")));
        }
        if !self.faults.is_empty() {
            return None;
        }
        Some(InvitationRow {
            place,
            number: number?,
            category: category?,
            entries: entries?,
            valid_from: valid_from?,
            valid_to: valid_to?,
            inviter: inviter?,
            stay: stay?,
            name: name?,
            traveller: traveller?,
        })
    }

    fn inviter(&mut self, rules: ImportRules) -> Option<InviterRow> {
        let tax_id = self.needed("inviter_tax_id", |text| {
            TaxId::parse(text, rules.today, rules.strictness).map_err(|fault| fault.message())
        });
        let (name, address) = (self.text("inviter_name"), self.text("inviter_address"));
        Some(InviterRow { tax_id: tax_id?, name: name?, address: address? })
    }

    fn stay(&mut self) -> Option<StayRow> {
        let (region, street, house) = (self.text("stay_region"), self.text("stay_street"), self.text("stay_house"));
        Some(StayRow { region: region?, street: street?, house: house? })
    }

    fn name(&mut self) -> Option<PersonName> {
        let surname = self.parsed("surname", "import-name");
        let (given, patronymic) = (self.name_part("given"), self.name_part("patronymic"));
        Some(PersonName { surname: surname?, given, patronymic })
    }

    /// A part of the name that some people do not have; a dash stands for none, as on the payment page (figure 6).
    fn name_part(&mut self, column: &'static str) -> Option<NamePart> {
        let text = self.cells.get(column)?;
        if text == "-" { None } else { self.parsed(column, "import-name") }
    }

    /// A name that the machine-readable zone cannot say would give a visa without one.
    fn latin(&mut self, name: &PersonName, traveller: &Traveller) {
        if let Err(fault) = names::check(name, &traveller.nationality) {
            let parts = [("given", &name.given), ("patronymic", &name.patronymic)];
            let has = |part: &Option<NamePart>| match fault {
                NameFault::Letter(letter) => part.as_ref().is_some_and(|part| part.as_str().nfc().any(|c| c == letter)),
                NameFault::Empty => false,
            };
            let in_surname = name.surname.as_str().nfc().any(|c| fault == NameFault::Letter(c));
            let column =
                parts.into_iter().find(|(_, part)| !in_surname && has(part)).map_or("surname", |(column, _)| column);
            self.faults.push((column, fault.message()));
        }
    }

    fn traveller(&mut self, today: Date) -> Option<Traveller> {
        let passport: Option<PassportNumber> = self.parsed("passport", "import-passport");
        let sex: Option<Sex> = self.parsed("sex", "import-sex");
        let birth_date =
            self.needed("birth_date", |text| past_date_parse(text, today).map_err(|fault| fault.message()));
        // A code that no passport carries could never be matched by its traveller.
        let nationality = self.needed("nationality", |text| {
            let read = text.parse::<Nationality>().ok().filter(|code| countries::is_known(code.as_str()));
            read.ok_or_else(|| Message::new("import-nationality"))
        });
        Some(Traveller { passport: passport?, sex: sex?, birth_date: birth_date?, nationality: nationality? })
    }

    fn text(&mut self, column: &'static str) -> Option<String> {
        self.needed(column, |text| Ok(text.to_owned()))
    }

    fn parsed<T: std::str::FromStr>(&mut self, column: &'static str, fault_key: &str) -> Option<T> {
        self.needed(column, |text| text.parse().map_err(|_| Message::new(fault_key)))
    }

    fn needed<T>(&mut self, column: &'static str, parse: impl FnOnce(&str) -> Result<T, Message>) -> Option<T> {
        let parsed = match self.cells.get(column) {
            None => Err(Message::new("import-cell-missing")),
            Some(text) if text.chars().count() > CELL_CHARS_MAX => {
                Err(Message::new("import-cell-too-long").with("max", CELL_CHARS_MAX))
            }
            Some(text) if text.chars().any(char::is_control) => Err(Message::new("import-cell-control")),
            Some(text) => parse(text),
        };
        parsed.map_err(|message| self.faults.push((column, message))).ok()
    }
}

fn number_of(text: &str) -> Result<String, Message> {
    ascii_digits(text, &['-'])
        .filter(|digits| digits.len() == NUMBER_DIGITS)
        .ok_or_else(|| Message::new("import-number"))
}

/// The column of that name.
fn column_named(name: &str) -> Option<&'static str> {
    let name = name.trim().to_ascii_lowercase();
    COLUMNS.iter().map(|(column, _)| *column).find(|column| *column == name)
}

fn columns_of(heading: &csv::StringRecord) -> Result<Vec<&'static str>, FileFault> {
    let mut columns: Vec<&'static str> = Vec::new();
    for name in heading {
        match column_named(name) {
            Some(column) if !columns.contains(&column) => columns.push(column),
            Some(_) | None => return Err(FileFault::ColumnUnknown(name.chars().take(CELL_CHARS_MAX).collect())),
        }
    }
    let missing: Vec<&str> = COLUMNS
        .iter()
        .filter(|(column, needed)| *needed && !columns.contains(column))
        .map(|(column, _)| *column)
        .collect();
    if missing.is_empty() { Ok(columns) } else { Err(FileFault::ColumnsMissing(missing.join(", "))) }
}

/// The separator that stands most often in the heading: spreadsheets in many countries write semicolons.
fn delimiter_of(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| heading.bytes().filter(|byte| byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn json_cells(record: serde_json::Map<String, Value>) -> Result<Cells, Message> {
    let mut cells = Cells::new();
    for (name, value) in record {
        let told: String = name.chars().take(CELL_CHARS_MAX).collect();
        let column = column_named(&name).ok_or_else(|| Message::new("import-column-unknown").with("column", &told))?;
        let cell = match value {
            Value::Null => continue,
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return Err(Message::new("import-cell-not-text").with("column", told));
            }
        };
        if !cell.is_empty() {
            cells.insert(column, cell);
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const RULES: ImportRules = ImportRules { today: date(2022, 6, 1), strictness: Strictness::Demonstration };
    const HEADING: &str = "number,category,entries,valid_from,valid_to,inviter_tax_id,inviter_name,inviter_address,stay_region,\
                           stay_street,stay_house,surname,given,patronymic,passport,sex,birth_date,nationality";
    /// The manual's invitation (figures 5 and 8.3).
    const ROW: &str = "3622000299,tourist,single,05.06.2022,08.06.2022,123456789021,\
                       Товарищество с ограниченной ответственностью Солар Сан Казахстан,\"АЛМАТУ, КОПЕРНИКА, 2\",г.Алматы,АЫВА,2585,\
                       Test,Turism,-,E12345678,M,19.01.1985,CHN";

    fn read(text: &str) -> Result<ImportReport, FileFault> {
        invitation_file_parse(text.as_bytes(), RULES)
    }

    fn told(report: &ImportReport) -> Vec<(Place, &str, &str)> {
        report.faults.iter().map(|fault| (fault.place, fault.column, fault.message.key.as_str())).collect()
    }

    #[test]
    fn the_manual_s_invitation_is_read() {
        let report = read(&format!("{HEADING}\n{ROW}\n")).unwrap();
        assert_eq!(report.faults, []);
        let row = &report.rows[0];
        assert_eq!(
            (row.number.as_str(), row.category, row.entries),
            ("3622000299", Category::Tourist, Entries::Single)
        );
        assert_eq!((row.valid_from, row.valid_to), (date(2022, 6, 5), date(2022, 6, 8)));
        assert_eq!(
            (row.inviter.tax_id.as_str(), row.inviter.address.as_str()),
            ("123456789021", "АЛМАТУ, КОПЕРНИКА, 2")
        );
        assert_eq!((row.name.as_payer().as_str(), row.stay.house.as_str()), ("Test Turism -", "2585"));
        assert_eq!(
            (row.traveller.birth_date, row.traveller.sex, row.place),
            (date(1985, 1, 19), Sex::M, Place::Line(2))
        );
    }

    #[test]
    fn spreadsheets_of_every_country_and_json_say_the_same() {
        let rows = read(&format!("{HEADING}\n{ROW}\n")).unwrap().rows;
        let semicolons =
            ROW.replace("\"АЛМАТУ, КОПЕРНИКА, 2\"", "АЛМАТУ| КОПЕРНИКА| 2").replace(',', ";").replace('|', ",");
        let other =
            read(&format!("\u{feff}{}\r\n{semicolons}\r\n;;;;\r\n\r\n", HEADING.replace(',', ";").to_uppercase()))
                .unwrap();
        assert_eq!((other.rows, other.faults), (rows.clone(), vec![]));
        let record = COLUMNS
            .iter()
            .zip(
                csv::ReaderBuilder::new()
                    .has_headers(false)
                    .from_reader(ROW.as_bytes())
                    .records()
                    .next()
                    .unwrap()
                    .unwrap()
                    .iter(),
            )
            .map(|((column, _), cell)| {
                (
                    column.to_string(),
                    if *column == "number" { Value::from(3_622_000_299_u64) } else { Value::from(cell) },
                )
            })
            .collect::<serde_json::Map<_, _>>();
        let json = read(&serde_json::to_string(&[record]).unwrap()).unwrap();
        assert_eq!(json.faults, []);
        assert_eq!(json.rows[0], InvitationRow { place: Place::Record(1), ..rows[0].clone() });
    }

    #[test]
    fn a_name_that_no_visa_can_say_is_told_with_its_letter() {
        for (row, column, letter) in [
            (ROW.replace(",Test,Turism,", ",王小明,,"), "surname", "王"),
            (ROW.replace(",Test,Turism,-", ",Test,Ким,พร"), "patronymic", "พ"),
        ] {
            let report = read(&format!("{HEADING}\n{row}\n")).unwrap();
            let message = Message::new("name-not-latin").with("letter", letter);
            assert_eq!(report.faults, [RowFault { place: Place::Line(2), column, message }]);
        }
        let report = read(&format!("{HEADING}\n{}\n", ROW.replace(",Test,Turism,", ",'-',,"))).unwrap();
        assert_eq!(told(&report), [(Place::Line(2), "surname", "name-without-letters")]);
        let report = read(&format!("{HEADING}\n{}\n", ROW.replace(",Test,Turism,", ",Иванов,Ақбөпе,"))).unwrap();
        assert_eq!(report.faults, [], "Cyrillic has a transliteration");
    }

    #[test]
    fn all_faults_of_a_row_are_told_at_once_and_the_others_stand() {
        let wrong = "362200029,touristic,2,31.02.2022,01.06.2022,123456789013,,x,x,x,x,,,,E/1,?,01.01.2030,CN";
        let turned = ROW.replace("3622000299", "3622000300").replace("05.06.2022", "09.06.2022");
        let report = read(&format!("{HEADING}\n{ROW}\n{wrong}\n{turned}\n")).unwrap();
        assert_eq!(report.rows.len(), 1);
        let line = Place::Line(3);
        assert_eq!(
            told(&report),
            [
                (line, "number", "import-number"),
                (line, "category", "import-category"),
                (line, "entries", "import-entries"),
                (line, "valid_from", "date-impossible"),
                (line, "inviter_tax_id", "bin-wrong-type"),
                (line, "inviter_name", "import-cell-missing"),
                (line, "surname", "import-cell-missing"),
                (line, "passport", "import-passport"),
                (line, "sex", "import-sex"),
                (line, "birth_date", "date-in-future"),
                (line, "nationality", "import-nationality"),
                (Place::Line(4), "valid_to", "import-dates-order"),
            ]
        );
    }

    #[test]
    fn a_number_stands_once() {
        let report = read(&format!("{HEADING}\r\n{ROW}\r\n\r\n{ROW}\r\n")).unwrap();
        assert_eq!((report.rows.len(), told(&report)), (1, vec![(Place::Line(4), "number", "import-duplicate")]));
        assert_eq!(report.faults[0].message.args, [("first".to_owned(), "2".to_owned())]);
    }

    #[test]
    fn files_that_are_none_say_why() {
        assert_eq!(read(" \n"), Err(FileFault::Empty));
        assert_eq!(
            read("number,category\n"),
            Err(FileFault::ColumnsMissing(
                "valid_from, valid_to, inviter_tax_id, inviter_name, \
            inviter_address, stay_region, stay_street, stay_house, surname, passport, sex, birth_date, nationality"
                    .to_owned()
            ))
        );
        assert_eq!(read("number,colour\n"), Err(FileFault::ColumnUnknown("colour".to_owned())));
        assert_eq!(read("number,number\n"), Err(FileFault::ColumnUnknown("number".to_owned())));
        assert_eq!(read("{\"number\": 1}"), Err(FileFault::NotJson { line: 1 }));
        assert_eq!(read("[\n{\"number\": }]"), Err(FileFault::NotJson { line: 2 }));
        assert_eq!(invitation_file_parse(b"number\xCE", RULES), Err(FileFault::NotUtf8));
        assert_eq!(invitation_file_parse(&vec![b' '; FILE_BYTES_MAX + 1], RULES), Err(FileFault::TooLarge));
        assert_eq!(read(&format!("[{}{{}}]", "{},".repeat(ROWS_MAX))), Err(FileFault::TooManyRows));
    }

    #[test]
    fn odd_rows_are_told_and_not_endlessly() {
        let report = read("[{\"colour\": \"red\"}, {\"number\": [1]}]").unwrap();
        assert_eq!(
            told(&report),
            [(Place::Record(1), "", "import-column-unknown"), (Place::Record(2), "", "import-cell-not-text"),]
        );
        assert_eq!(
            told(&read(&format!("{HEADING}\n{ROW},more\n")).unwrap()),
            [(Place::Line(2), "", "import-too-many-cells")]
        );
        let long = ROW.replace("АЫВА", &"x".repeat(CELL_CHARS_MAX + 1));
        assert_eq!(
            told(&read(&format!("{HEADING}\n{long}\n")).unwrap()),
            [(Place::Line(2), "stay_street", "import-cell-too-long")]
        );
        let many = read(&format!("[{}{{}}]", "{},".repeat(999))).unwrap();
        assert_eq!((many.faults.len(), many.faults_left_out), (FAULTS_MAX, 14_000));
    }

    proptest! {
        #[test]
        fn no_file_stops_the_program(cells in "[\\PC,;\"\n\t]{0,200}", json in "[\\[\\]{}:,\"a-z0-9]{0,100}") {
            let _ = read(&format!("{HEADING}\n{cells}"));
            let _ = read(&cells);
            let _ = read(&format!("[{json}]"));
        }
    }
}
