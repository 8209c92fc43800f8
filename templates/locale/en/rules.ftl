# IIN and BIN
iin-not-digits = An IIN or BIN has digits only. Type the 12 digits without letters.
iin-wrong-length = An IIN or BIN has 12 digits; you typed { $digits }. Check the number and type it in full.
iin-wrong-check-digit = One digit of this number is wrong: by the others, the last one should be { $expected }. Compare it with the document, digit by digit.
iin-never-issued = No IIN or BIN begins with these 11 digits. Compare the number with the document.
iin-no-such-date = The date inside this number does not exist. Compare the number with the document.
iin-future-date = The date of birth inside this number is still to come. Compare the number with the document.
iin-wrong-century = The seventh digit of an IIN is 1 to 6; here it is { $digit }. Compare the number with the document.
iin-is-a-bin = This is the BIN of an organization. Type the IIN of a person.
bin-is-an-iin = This is the IIN of a person. Type the BIN of the organization.
bin-wrong-type = The fifth and sixth digits of this number belong to no kind of organization. Compare the number with the document.

# Dates
date-missing = Type the date, for example 08.06.2022.
date-part-missing = Type the day, the month and the year, for example 08.06.2022.
date-short-year = Type the year with four digits, for example 08.06.2022.
date-not-understood = Type the date as day, month, year in digits, for example 08.06.2022.
date-impossible = There is no such day. Check the day and the month: the day comes first, for example 08.06.2022.
date-in-future = This date is still to come. Check the year.

# Machine-readable zone of a passport
mrz-empty = Paste the two lines at the bottom of the passport's photo page.
mrz-wrong-length = The two lines have 88 characters together, 44 each; here there are { $chars }. Copy both lines in full, with every < sign.
mrz-wrong-character = The character { $character } in line { $line }, place { $place } cannot stand there. Only the letters A to Z, digits and < can.
mrz-not-a-passport = These are not the lines of a passport: those begin with P. Use the photo page of the passport, or type the details yourself.
mrz-field-unreadable = One of the fields cannot be read. Compare the two lines with the passport, or type the details yourself.
mrz-field-number = Passport number
mrz-field-birth-date = Date of birth
mrz-field-expiry-date = Date of expiry
mrz-field-personal-number = Personal number
mrz-field-composite = All fields together
mrz-check-right = right: { $printed } (computed { $computed })
mrz-check-wrong = wrong: printed { $printed }, but the field gives { $computed }. Compare this field with the passport, character by character.

# Who may apply
eligibility-own-citizen = Citizens of Kazakhstan need no visa.
eligibility-instead-own-passport = Travel with your Kazakhstan passport.
eligibility-sticker-only = Citizens of this country cannot get an electronic visa.
eligibility-nationality = Citizens of this country cannot get an electronic visa of this kind.
eligibility-instead-embassy = Apply for a visa at an embassy or consulate of Kazakhstan.
eligibility-visa-free = With this nationality you need no visa for a stay of up to { $days } days. Check the rules at an embassy of Kazakhstan before you pay: the fee is not refunded.
eligibility-children = An electronic visa is not issued to a foreigner who enters with children.
eligibility-stay-too-long = This visa permits a stay of at most { $days } days. Shorten the stay or ask for another visa.
eligibility-passport-expires = The passport must be valid for { $months } months beyond the visa: until { $until } at least.
eligibility-passport-full = The passport must have at least { $pages } blank pages.
eligibility-instead-new-passport = Get a new passport first, then have the invitation made out for it.
eligibility-passport-short = The passport ends less than { $months } months after the visa. That is permitted, but some airlines ask for { $months } months: ask yours.

# Exchange rates
rates-too-large = This file is too large for a day's rates. Download the National Bank's daily file again.
rates-not-xml = This is not the National Bank's file: line { $line } cannot be read. Download it again.
rates-no-date = The file does not say of which day it is. Download it again.
rates-none-that-day = There are no rates for { $date }. Use the file of the day before.
rates-no-dollar = The file has no readable rate of the US dollar. Download it again.

# Import of invitations
import-file-too-large = The file is larger than { $mebibytes } MiB. Split it.
import-too-many-rows = The file has more than { $rows } rows. Split it.
import-not-utf8 = The file is not in UTF-8. Save it from the spreadsheet as “CSV UTF-8”.
import-empty = The file is empty. Choose another one.
import-columns-missing = The heading lacks these columns: { $columns }. Add them.
import-column-unknown = The column { $column } is unknown or stands twice. Remove or rename it.
import-not-json = This is not a JSON array of objects: see line { $line }.
import-line = line { $line }
import-record = record { $record }
import-too-many-cells = The row has more cells than the heading ({ $columns }). Put cells with separators into quotation marks.
import-cell-missing = This cell is empty. Fill it.
import-cell-too-long = This cell has more than { $max } characters. Shorten it.
import-cell-control = This cell has a line break or another control character. Remove it.
import-cell-not-text = { $column } must be a text or a number.
import-number = An invitation number has 10 digits, for example 3622000299.
import-category = Write business, tourist or medical.
import-entries = Write single: an electronic visa is for one entry.
import-dates-order = The last day is before the first. Check both dates.
import-name = A name has 1 to 100 characters. Write it as in the passport.
import-passport = A passport number has up to 15 letters A to Z and digits.
import-sex = Write M, F or X as in the passport.
import-nationality = Write the three letters of the passport, for example CHN.
import-duplicate = This invitation number already stands in the file: see line or record { $first }. Remove one of the two.

# Passwords
password-too-short = Use at least { $min } characters; this has { $chars }. A few words that do not belong together are easy to remember.
password-too-long = Use at most { $max } characters.
password-common = This password is one of those that are tried first. Choose a few words that do not belong together.
password-context = This password is little more than the name of this service or your own name or address. Add words that nobody expects.
password-pattern = This password is a row of keys, a number or a repetition. Choose a few words that do not belong together.
