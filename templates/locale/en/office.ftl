# The staff pages: money, settlement files, the ledger, payment plugins.

## Navigation and roles
office-title = Staff pages
office-home = Start
office-home-text = Where staff begin.
office-your-role = You are signed in as: { $role }.
office-nothing-yet = There is no page for this role yet.
office-role-applicant = applicant
office-role-registrar = registrar
office-role-case-officer = case officer
office-role-chief = chief
office-role-cashier = cashier
office-role-border-officer = border officer
office-role-administrator = administrator
office-role-auditor = auditor
office-money = Money
office-money-text = Today’s totals, discrepancies, unknown outcomes.
office-settlements = Settlement files
office-settlements-text = What the banks say they took, compared with our payments.
office-ledger = Ledger
office-ledger-text = Trial balance, and the day’s file for the Treasury.
office-plugins = Payment plugins
office-plugins-text = What runs, how it is confined, and why something is off.

## Columns
office-col-method = Method
office-col-state = State
office-col-attempts = Attempts
office-col-amount = Amount
office-times = Times are Almaty’s (UTC+5).
office-col-application = Application
office-col-code = Payment code
office-col-what = What and what to do
office-col-expected = Expected
office-col-taken = Taken
office-col-returned = Given back
office-col-opened = Opened
office-col-age = Unknown for
office-col-queries = Times asked
office-col-next = Asked again
office-col-order = Order reference
office-col-entry = Entry
office-col-posted = Posted
office-col-account = Account
office-col-debit = Debit
office-col-credit = Credit
office-col-second = Second person
office-col-plugin = Plugin
office-col-lines = Lines
office-col-imported = Brought in
office-col-sha256 = SHA-256
office-col-occurred = Time at the bank
office-col-version = Version
office-col-confinement = Confinement
office-col-verified = Verified

## The day
office-find = Find a payment
office-find-hint = Payment code, application number, or order reference of the bank
office-find-none = Nothing is known under this number. Compare it with the receipt or the bank’s statement and try again.
office-days = Other days
office-today = Today
office-totals = Attempts opened on { $day }
office-totals-none = No payment was begun on this day.
office-totals-taken = Taken in all
office-held = Discrepancies
office-held-none = Nothing waits for a decision.
office-waits-decision = a decision waits for the second person
office-unknown = Outcome not known yet
office-unknown-none = The outcome of every payment is known.
office-late = Longer than { $limit }: call the bank.
office-late-title = Outcomes unknown for too long
office-late-text = Payments older than { $limit } without an outcome: { $count }. The payers cannot pay again meanwhile.

## States
office-state-created = begun
office-state-customer = with the payer
office-state-sent = sent to the bank
office-state-pending = the bank works on it
office-state-unknown = not known
office-state-paid = paid
office-state-declined = declined
office-state-closed = closed, nothing taken
office-state-refunded = given back
office-state-part-refunded = partly given back
office-state-disputed = taken back by the payer’s bank

## Holds
office-hold-amount = Another amount was taken
office-hold-amount-do = Compare with the bank’s statement. Then give the money back, or propose a decision with the line of the statement.
office-hold-duplicate = Paid twice
office-hold-duplicate-do = One payment was enough. Ask to give the second back.
office-hold-contradiction = The bank contradicts itself
office-hold-contradiction-do = Ask the bank in writing which of its answers holds, and propose a decision with its letter.
office-hold-late = Paid when it was no longer needed
office-hold-late-do = Ask to give it back, unless the application still needs it.
office-hold-unmatched = Missing in the bank’s file
office-hold-unmatched-do = The bank’s files of its day and the next lack it. Ask the bank where the money is.
office-hold-unresolved = No answer from the bank
office-hold-unresolved-do = Three days of questions brought nothing. Bring in the settlement file of that day, or propose a decision with the bank’s letter.
office-hold-charged-back = The payer’s bank took the money back
office-hold-charged-back-do = Decide with the case officer what becomes of the visa, then close the case as looked at.

## One payment, one attempt
office-payment = Payment
office-payment-attempts = Attempts of this payment
office-payment-none = Nobody has chosen a payment method yet.
office-attempt = Payment attempt
office-provider-ref = Bank’s reference
office-approval = Approval code
office-instrument = Paid with
office-query = Ask the bank now
office-queried = Last asked
office-never-queried = The bank has not been asked yet.
office-query-done = The bank is being asked. Load the page again in a few seconds.
office-evidence = Evidence, oldest first
office-evidence-opened = Opened
office-evidence-request = Request to the bank
office-evidence-reply = Answer of the bank
office-evidence-customer = Payer
office-evidence-callback = Call from the bank
office-evidence-observation = What the plugin read
office-evidence-fault = Fault of the plugin
office-evidence-step = Step
office-evidence-settlement = Line of a settlement file
office-evidence-staff = Staff
office-evidence-refund = Refund
office-entries = Ledger entries
office-entries-none = Nothing was posted for this attempt.

## Decisions
office-decide = Decision
office-decide-open = Propose a decision
office-decision = What is to be decided
office-decision-paid = Paid: the bank’s papers show the money
office-decision-not-paid = Not paid: the bank’s papers show that nothing was taken
office-decision-returned = Given back by the bank without a refund of ours
office-decision-refund-done = The refund under way was made
office-decision-refund-not-done = The refund under way was not made
office-decision-charged-back = The payer’s bank took the money back
office-decision-reviewed = Looked at: lift the marks, nothing else changes
office-reason = Reason
office-reason-hint = A few words that the second person understands without you. No personal data.
office-shown-by = What shows it
office-shown-by-hint = For example the line of a statement, or number and date of the bank’s letter
office-propose = Propose
office-propose-done = Proposed. A second person must decide on it.
office-proposed-at = Proposed
office-decision-waits = A decision waits for the second person
office-own-proposal = You asked for this yourself: a second person must decide on it.
office-waits-chief = A chief decides on it.
office-approve = Agree
office-reject = Refuse
office-decide-done = Your decision is recorded.
office-choose-decision = Choose what is to be decided.
office-choose-verdict = Press one of the two buttons: agree or refuse.

## Refunds
office-refund = Refund
office-refund-open = Ask to give money back
office-refunds = Refunds
office-refund-amount = Amount in tenge
office-refund-hint = At most { $most }, written like { $plain }
office-refund-ask = Ask for the refund
office-refund-done = Asked. A second person must decide on the refund.
office-refund-proposed = refund suggested
office-refund-asked = refund waits for the second person
office-refund-approved = refund agreed, not sent yet
office-refund-refunding = refund with the bank
office-refund-refunded = given back
office-refund-rejected = refund refused
office-refund-failed = refund not possible
office-amount-malformed = Write an amount in tenge, for example 31062.40.

## Settlement files
office-settlement-import = Bring in a file
office-settlement-file = The bank’s file
office-settlement-hint = At most 1 MB. The same file may come again: known lines change nothing.
office-settlement-send = Bring in
office-settlement-choose = Choose the plugin of the bank that wrote the file.
office-settlement-no-file = Choose the file to bring in.
office-settlement-done = Brought in. Lines: { $lines }, new: { $new }.
office-settlement-open = Lines that match nothing yet
office-settlement-open-none = Every line matches a payment.
office-settlement-files = Files
office-settlement-files-none = No file was brought in yet.
office-settlement-report = Settlement report
office-settlement-counts = Result
office-settlement-lines = Lines of the file
office-settlement-more = More lines stand in the report to take away.
office-settlement-csv = Take the report away (CSV)
office-line-matched = matched
office-line-missing-here = not known here
office-line-missing-there = missing in the bank’s file
office-line-amount = another amount
office-line-duplicate = once more
office-line-status = stands otherwise here

## Ledger
office-balance = Trial balance
office-balanced = Debits equal credits
office-unbalanced = Debits and credits differ: call the administrator
office-sum = Sum
office-treasury = For the Treasury
office-treasury-text = One line for each fee posted or taken off on a day, under the posting key 620301 / 911 / 108126.
office-day = Day
office-treasury-take = Take the file away (CSV)

## Plugins
office-plugins-table = Plugins of the configuration
office-plugins-none = The configuration names no payment plugin.
office-plugins-loose = Payment plugins are not fully confined
office-plugins-loose-text = This kernel lacks what it takes ({ $how }). Use a newer one before real money is taken.
office-plugin-on = on
office-plugin-off = off
office-plugin-resting = rests after faults
office-plugin-resting-text = It failed too often in a row. It is tried again by itself in a while; see the log for the reason.
office-plugin-disabled = only finishes what was begun
office-plugin-live = real money
office-plugin-test = TEST system
office-plugin-ungranted = Asks for what it was not granted:
office-plugin-verified = level { $level }, protocol { $protocol }, kit { $kit }
office-plugin-unverified = not by the kit: evisa plugin check
