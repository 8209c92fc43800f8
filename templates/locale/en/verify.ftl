# The life of a visa after its issue: its end, the staff's pages about it, checking it, the border.

## What a visa is worth
visa-standing-not-yet = Not valid yet
visa-standing-valid = Valid
visa-standing-expired = Expired
visa-standing-revoked = Revoked
visa-standing-annulled = Annulled
visa-standing-replaced = Replaced by a corrected visa
visa-ground-purpose-gone = the inviting side withdrew, or the purpose of the journey fell away
visa-ground-rules-broken = the rules of stay were broken
visa-ground-authorities = decision of the competent authorities
visa-ground-holder-asked = the holder asked for it
visa-ground-false-facts = it was obtained by false statements or documents
visa-ground-issued-in-error = it was issued by mistake: the conditions were not met
visa-ground-mistake = a fact in it was wrong and was corrected
visa-life-choose-ground = Choose the ground that the holder will be told.
visa-life-waits = Something is proposed about this visa already. It must be decided first.
visa-life-nothing-proposed = Nothing is proposed about this visa any more. Open its page again.
visa-life-second-person = You proposed this yourself: another person must decide.
visa-life-over = This visa has ended: nothing more can be done with it. Open its page again.
visa-life-nothing-differs = The corrected facts are those of the visa. Change what is wrong.

## Letters
mail-withdrawn-subject = Application { $number }: your visa is no longer valid
mail-withdrawn-body = Your electronic visa { $visa } is no longer valid. Its status since { $at }: { $standing }.
mail-withdrawn-ground = Ground: { $ground }.
mail-withdrawn-effect = Do not travel with it: it is refused at the border, printed or not. Destroy the printed visa.
mail-withdrawn-ask = If you do not agree, or something is not clear, write to the embassy of Kazakhstan and name both numbers.
mail-corrected-subject = Application { $number }: your visa was corrected
mail-corrected-body = There was a mistake in your visa { $old }. We have corrected it: your visa now has the number { $visa } and is attached.
mail-corrected-effect = The visa { $old } is no longer valid. Destroy its print, print the new one and compare it with your passport.

## What the holder sees
visas-now-withdrawn-visa = Your visa { $number } is no longer valid. Status: { $standing }. Ground: { $ground }. Do not travel with it.
visas-withdrawn-title = Your visa is no longer valid
visas-withdrawn-ask = If you do not agree, write to the embassy of Kazakhstan.
visas-corrected-title = Your visa was corrected
visas-corrected-text = The visa { $old } carried a mistake and is no longer valid. Use the new one, { $number }: download and print it again.

## The staff's pages about visas
office-visas = Visas
office-visas-text = Issued visas: find one, see its history, revoke, annul or correct it.
office-visas-find = Number
office-visas-find-hint = Of the visa, the application, the invitation or the passport.
office-visas-found = Found
office-visas-none = No visa has this number. Compare it digit by digit.
office-visas-waiting = A second person must decide
office-visas-waiting-none = Nothing is proposed.
office-visas-newest = The newest visas
office-visas-empty = No visa was issued yet.
office-visa-number = Visa
office-visa-holder = Holder
office-visa-standing = Status today
office-visa-validity = Validity
office-visa-title = Visa { $number }
office-visa-facts = Facts of the visa
office-visa-end = How it ended
office-visa-ended-at = Ended
office-visa-ground = Ground, as the holder is told
office-visa-replaced-by = Corrected visa
office-visa-replaces = Corrects the visa
office-visa-history = History
office-visa-what = What was done
office-visa-when = When
office-visa-who = Who
office-visa-note = Particulars
office-visa-act-issue = issued
office-visa-act-propose = proposed
office-visa-act-reject = refused by the second person
office-visa-act-revoke = revoked
office-visa-act-annul = annulled
office-visa-act-reissue = replaced by a corrected visa
office-visa-act-seal = digital seal set
office-visa-act-seal-waits = waits for a key to be sealed
office-visa-act-check = checked at the border
office-visa-program = the program
office-visa-person = member of staff { $id }
office-visa-proposal = Proposed, and waits for a second person
office-visa-event = What is to happen
office-visa-event-revoke = Revoke the visa
office-visa-event-annul = Annul the visa
office-visa-event-reissue = Correct the visa
office-visa-revoke-text = Its ground fell away: from now on it is worth nothing. What happened before stays lawful.
office-visa-annul-text = It should never have been issued: it counts as never given.
office-visa-reissue-text = A fact in it is wrong. A corrected visa with a number and a seal of its own takes its place; the old one is no longer valid at once.
office-visa-reason = Why, in words
office-visa-reason-hint = For staff only: whoever decides must understand it without you. The holder is told the ground above.
office-visa-propose = Propose
office-visa-proposed-done = Proposed. A second person must decide; until then the visa stays as it is.
office-visa-decided-done = Decided. The holder is told by e-mail.
office-visa-correct-hint = As the passport has it.
office-visa-to-propose = Propose something

## Checking a visa, for everybody
verify-title = Check a visa
verify-lead = Is an electronic visa of Kazakhstan genuine and valid today? Anybody may check it: the holder, an airline, a host.
verify-numbers = By two numbers
verify-visa-number = Visa number
verify-visa-number-hint = EV and seven digits, as printed at the top of the visa.
verify-visa-number-wrong = Type the number of the visa: EV and seven digits.
verify-check = Check
verify-another = Check another visa
verify-qr = Or point the camera of a telephone at the square code on the visa: it leads to the same answer.
verify-is-valid = Genuine, and valid today
verify-is-not-yet = Genuine, but not valid yet
verify-is-expired = Genuine, but its last day is over
verify-is-revoked = Revoked: it gives no right to enter
verify-is-annulled = Annulled: it gives no right to enter
verify-is-replaced = Replaced by a corrected visa: this one gives no right to enter
verify-is-unknown = The register has no such visa
verify-do-valid = Compare the facts below with the visa and the passport. If anything differs, the paper was altered.
verify-do-not-yet = The holder may enter from the first day below.
verify-do-expired = The holder needs a new visa to enter.
verify-do-withdrawn = Do not accept it. The holder learns the ground in the personal account.
verify-do-unknown = Compare the numbers digit by digit. If they are right, do not accept the paper: it may be a forgery.
verify-facts = What the register says
verify-holder = Holder, first letters
verify-passport-end = Passport number, its end
verify-entries = Entries
verify-checked-at = Checked { $at }.

## The JSON interface
api-too-many-keys = There are { $max } keys already. Ask the maker of the program before you need more.
api-seal-malformed = Send the bytes of the code as base 64 with padding.

## The border
office-border = Border
office-border-text = Check a traveller's visa: the facts sealed in it beside the record, also without a network.
border-title = Check a traveller's visa
border-lead = Compare three things: the paper, the passport, and the record below. They must say the same.
border-by-numbers = By numbers
border-to-reader = Open the reader: camera or file, also without a network
border-record = The record
border-unknown-do = Compare both numbers with the paper. If they are right, keep the paper and call your duty officer: it may be a forgery.
border-withdrawn-do = Do not admit on this visa. Ground: { $ground }.
border-another = Next traveller

## The reader
reader-title = Visa reader
reader-lead = The reader checks the signature in the square code of the visa here in the browser. Once opened it works without a network, with the trust list it keeps.
reader-needs-script = This page needs JavaScript. Without it, check by numbers.
reader-camera = Start the camera
reader-stop = Stop the camera
reader-no-camera = The camera cannot be used. Permit it for this page, or choose a picture.
reader-file = Or a picture of the visa
reader-file-hint = PNG or JPEG, sharp and not cut.
reader-trust-none = No trust list is kept yet. Connect to the network once.
reader-trust = Trust list of:
reader-trust-old = The trust list is older than a week: visas withdrawn since are not known here.
reader-demonstration = The trust list is of a demonstration: nothing it verifies is a visa.
reader-read-error = No code was found
reader-read-error-do = Hold the visa flat, in good light, with the whole square in the picture.
reader-wrong-format = This code is not the seal of a visa
reader-wrong-format-do = The visa has two codes: read the one beside the photograph field, not the one with the address.
reader-unknown-certificate = The signer is not in the trust list
reader-unknown-certificate-do = Take a new trust list and read again. If it stays unknown, do not admit: the seal may be forged.
reader-invalid-signature = Altered: the signature does not fit
reader-invalid-signature-do = Do not admit. Keep the paper and call your duty officer.
reader-revoked-certificate = The certificate of the signer was revoked
reader-expired-certificate = The certificate of the signer has expired
reader-certificate-do = Do not admit on the seal alone: ask the record or your duty officer.
reader-valid = Genuine: the signature holds
reader-do-valid = Compare the facts below with the passport; nothing else on the paper is sealed. The first day of the visa stands on the paper and in the record.
reader-withdrawn = Withdrawn: it gives no right to enter
reader-facts = Sealed in the visa
reader-fact-name = Name
reader-fact-valid-to = Valid until
reader-fact-stay = Days of stay
reader-fact-issued = Issued
reader-fact-signer = Signer
reader-trust-refresh = Take a new trust list

## Pictures of visas
verify-by-picture = By a file
verify-picture = The visa as PDF, a photograph or a scan of it
verify-picture-hint = PDF, PNG or JPEG, at most 8 MB. A picture must be sharp and show the whole square code of dots. The file is looked at and not kept.
verify-picture-send = Check the file
verify-picture-missing = Choose the file of the visa.
verify-picture-unreadable = This is no PDF, PNG or JPEG that can be read. Photograph the visa, or check it by its two numbers.
verify-picture-large = The picture has too many pixels. Take one with at most 9000 pixels a side.
border-both = Sealed and recorded
border-fact = Fact
border-sealed = In the seal
border-recorded = In the record
border-same = Comparison
border-same-yes = same
border-same-no = differs
border-differs = Seal and record differ
border-differs-do = Do not admit on the paper: call your duty officer.
