# The applicant's visas: list, one application, result of the service, documents; and the inbox of a demonstration.

documents-not-yet = There are no documents yet: they open once the fee is paid. If you have paid, press “Update status” under “Visas”.
visa-seal-waits = The visa is issued, but its digital seal has not been set yet. The documents open as soon as it is: come back in a few minutes.
name-not-printable = These characters cannot be printed in a visa: { $characters }. Type the name in Latin or Cyrillic letters, as in the passport.
name-not-latin = The character “{ $letter }” has no Latin spelling. Write the name in Latin letters, as in the two lowest lines of the passport.
name-without-letters = The name has no letters. Write it as in the passport.

## Status
visas-state-draft = Draft
visas-state-in-review = In review
visas-state-refused = Refused
visas-state-withdrawn = Withdrawn
visas-payment-checking = Payment being checked
visas-payment-refunded = Refunded
visas-payment-disputed = Payment taken back by the bank

## My visas
visas-table = Applications and visas
visas-col-documents = E-visa, payment receipt
visas-col-send = Send
visas-comma = {", "}
visas-due = Decision by { $date }
visas-empty-title = You have no visas yet
visas-empty-text = To apply you need the number of your invitation and your passport.
visas-empty-start = Apply for an e-visa
visas-search-label = Application or invitation number
visas-search-all = Show all
visas-search-none = None of your applications has the number { $number }. Compare the digits with your letter, or show all applications.
visas-drafts = Not sent yet
visas-draft-begun = Application begun on { $date }
visas-draft-missing = Still missing: { $fields }
visas-draft-match = Everything is filled in. Continue: we compare it with the invitation.
visas-draft-confirm = The invitation was found. Confirm that all is right, then pay the fee.
visas-draft-kept = We keep the draft until { $date }.
visas-draft-discard = Discard the draft
visas-sent = Your documents are on their way to { $email }. The letter usually arrives within a few minutes.

## One application
visas-one-title = Application { $number }
visas-one-draft = Application not sent yet
visas-now-draft = You have begun this application. It counts once you have confirmed and sent it.
visas-now-due = We have your application. Pay the fee so that it goes on.
visas-now-checking = We are asking the bank about your payment. Do not pay again until there is an answer.
visas-now-in-review = The fee is paid. A case officer is looking at your application.
visas-now-granted = Approved. Payment completed. Your visa is ready.
visas-now-refused = The visa was refused. Ask an embassy of Kazakhstan whether you can apply again; the fee is not refunded.
visas-now-withdrawn = You withdrew this application. You can begin a new one with the same invitation.
visas-next-title = What can happen next
visas-next-submit = You confirm the information and send the application.
visas-next-fee-paid = You pay the fee: the visa is issued at once, because the invitation is already agreed.
visas-next-fee-paid-for-review = You pay the fee: a case officer begins to look at the application.
visas-next-grant = The visa is granted: we send it to you by e-mail and show it here.
visas-next-refuse = The visa is refused: we write to you.
visas-next-withdraw = You withdraw the application: the invitation becomes free again.
visas-next-none = Nothing more: this application is finished.
visas-events = What happened
visas-event-begun = You began the application
visas-event-submit = You confirmed the information and sent the application
visas-event-fee-paid = The fee was paid and the visa was issued
visas-event-fee-paid-for-review = The fee was paid and the review began
visas-event-grant = The visa was granted
visas-event-refuse = The visa was refused
visas-event-withdraw = You withdrew the application
visas-documents = Documents
visas-not-yet = The e-visa opens only in the status “Approved. Payment completed”.
visas-taken-back = This visa is no longer valid and cannot be printed. Write to the embassy that issued it.
visa-place-of-issue = Astana
visas-open-print = Open to print
visas-payment = Payment
visas-payment-state = Status of the payment
visas-paid-at = Paid
visas-invitation = Invitation
visas-category = Kind of visa
visas-withdraw = Withdraw the application

## The promised day
visas-promise = We decide by { $date }.
visas-promise-why = That is { $period } after { $paid }, not counting the days of rest: { $off }.
visas-promise-why-plain = That is { $period } after { $paid }.
visas-promise-provisional = The days off of that year are not final, so the day may still move.
visas-promise-passed = That day has passed: the coordinating authorities have not replied yet. There is nothing for you to do; we write to you.
visas-promise-late = If the coordinating authorities are late, the visa is ready 1 working day after their approval.

## Step 3 and the e-visa
visas-granted-title = Your visa is ready
visas-granted-text = The fee is paid and the visa is issued. We have also sent it to you by e-mail.
visas-what-now = What to do now
visas-compare = Compare the visa with your passport: name, number, date of birth, nationality.
visas-review-text = There is nothing to do now. We write to you as soon as it is decided.
visas-wait-text = If the money has left your account, do not pay again: press “Update status”, and we ask the bank.
visas-wait-back = Go to the payment
visas-to-application = Go to the application
visas-paper-lead = The PDF is the better way to print and to keep the visa: it is one page and looks the same on every printer.
visas-paper-how = This page prints on one sheet, too: press “Print” here or in the menu of your browser. To keep a file, choose “Save as PDF”.

## The inbox of a demonstration
inbox-title = Letters of the demonstration
inbox-lead = No mail leaves a demonstration. What the portal would send stands here, with links that work.
inbox-letters = Letters, the newest first
inbox-subject = Subject
inbox-to = To
inbox-at = Sent
inbox-empty-title = No letters yet
inbox-empty-text = Register, or send an application: the letters appear here after a moment.
inbox-attachments = Attached files
