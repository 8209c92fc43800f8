# Sentences of the printed documents: visa, receipt, instructions.

doc-state = Republic of Kazakhstan
doc-portal = Visa and Migration Portal
doc-emblem-alt = The mark of the portal: a sun with rays
doc-demonstration = DEMONSTRATION
doc-demonstration-note = Made for practice. Not valid for travel.
doc-iin-bin = IIN / BIN
doc-application-number = Application number
doc-invitation-number = Invitation number
doc-list-separator = {"; "}
doc-visa-number = Visa number

# Visa
doc-visa-title = Electronic visa
doc-visa-word = VISA
doc-visa-subject = Electronic visa { $number }
doc-visa-place-of-issue = Place of issue
doc-visa-valid-from = Valid from
doc-visa-valid-until = Valid until
doc-visa-entries = Entries
doc-visa-document-number = Visa no.
doc-visa-category = Category
doc-visa-name = Surname, given names
doc-visa-stay-days = Stay, days
doc-visa-issued-on = Issued on
doc-visa-fee = Fee paid
doc-visa-passport = Passport no.
doc-visa-sex = Sex
doc-visa-birth-date = Date of birth
doc-visa-nationality = Nationality
doc-visa-seal = Digital seal
doc-visa-seal-alt = Visible digital seal: the signed facts of this visa for inspection devices
doc-visa-qr-alt = QR code that opens the page where this visa can be checked
doc-visa-barcode-alt = QR code with the signed facts of this visa, for checking without a network
doc-visa-photo-alt = A sun in the place of the photograph: this visa is issued without a photograph
doc-visa-check = Check this visa
doc-visa-check-how = Scan the code, or open:
doc-visa-barcode-how = Inspection programs read the code without a network. Or open:
doc-visa-particulars = Particulars
doc-visa-validity = Validity
doc-visa-validity-words =
    { $entries ->
        [one] Enter and leave between { $from } and { $until }; one entry.
       *[other] Enter and leave between { $from } and { $until }; { $entries } entries.
    }
doc-visa-stay = Stay
doc-visa-stay-words =
    { $days ->
        [one] At most { $days } day in the Republic of Kazakhstan.
       *[other] At most { $days } days in the Republic of Kazakhstan.
    }
doc-visa-entry-points = Enter and leave only through
doc-visa-inviter = Inviting party
doc-visa-stay-address = Address of stay
doc-visa-rules = What to know
doc-visa-rule-show = Print this page and show it with your passport at passport control, on arrival and on departure.
doc-visa-rule-carry = Carry this page and your passport with you during the whole stay.
doc-visa-rule-airports = Other border crossings do not accept an electronic visa.
doc-visa-rule-passport = The visa belongs to the passport named above. With another passport, or if anything here differs from it, ask for a new visa.
doc-visa-rule-children = The visa is for one person. It is not issued to a foreigner who enters with children.
doc-visa-rule-host = Your host reports your arrival to the migration service within 3 working days.
doc-visa-rule-extension = The visa cannot be extended. Leave on time.

# Receipt
doc-receipt-title = Electronic receipt
doc-receipt-subject = Electronic receipt { $code }
doc-receipt-paid = Paid
doc-receipt-amounts = Amounts
doc-receipt-parties = Payer and beneficiary
doc-receipt-payment = Payment
doc-receipt-payer = Payer
doc-receipt-beneficiary = Beneficiary
doc-receipt-bank = Bank of the beneficiary
doc-receipt-tax-code = Tax authority code
doc-receipt-knp = Payment purpose code (KNP)
doc-receipt-kbk = Budget classification code (KBK)
doc-receipt-purpose = Purpose
doc-receipt-purpose-words = State fee for an electronic visa: { $category }
doc-receipt-fee = State fee
doc-receipt-rate = Exchange rate
doc-receipt-rate-words = { $dollar } = { $tenge }, { $source }, { $date }
doc-receipt-sum = Amount excluding commission
doc-receipt-commission = Commission
doc-receipt-commission-by-bank = {$amount}, charged by the bank
doc-receipt-total = Total paid
doc-receipt-method = Payment method
doc-receipt-instrument = Paid from
doc-receipt-reference = Reference of the payment provider
doc-receipt-approval = Approval code
doc-receipt-code = Unique payment code
doc-receipt-note-keep = Keep this receipt. It stays in your personal account under “Visas”.
doc-receipt-note-refund = The consular fee is not refunded.

# Instructions
doc-instructions-title = How to get an electronic visa
doc-instructions-lead = You apply, pay and receive the visa on the portal: { $address }
doc-instructions-need = What you need
doc-instructions-need-invitation = The number of a valid invitation: 10 digits, given to you by the inviting party in Kazakhstan. Without an invitation there is no electronic visa.
doc-instructions-need-passport = Your passport. Type everything exactly as it stands in the passport and in the invitation.
doc-instructions-need-account = An account on the portal: register with your e-mail address and a password. If you had one on the old portal, register again.
doc-instructions-need-payment = A means of payment: a bank card, an e-wallet or a mobile phone balance.
doc-instructions-need-kinds = Electronic visas are single-entry and issued for business, tourism or medical treatment. They are not issued to foreigners who enter with children.
doc-instructions-fees = State fee
doc-instructions-fees-note = The fee is set in US dollars and paid in tenge at the rate of the National Bank. It is not refunded.
doc-instructions-start = Start
doc-instructions-start-words = Log in, choose “E-visa” under “Portal services”, read the page of the service, choose your country and the number of entries, and press “Get a visa”.
doc-instructions-step-1 = Step 1. Personal information
doc-instructions-step-1-form = Fill in five fields: invitation number, passport number, sex, date of birth, nationality. Then press “Next”.
doc-instructions-step-1-confirm = Compare what the page shows: your entries, the inviting party with its IIN / BIN and address, and your address of stay. If all is right, tick the box and press “Next”. False information makes the visa invalid.
doc-instructions-step-2 = Step 2. Payment
doc-instructions-step-2-facts = The page names payer, beneficiary, codes and amount. Press “Pay”: the e-government payment gateway (E-Pay) opens.
doc-instructions-step-2-method = Choose a payment method by its icon. The amount shown is without commission; the commission is added as in the table.
doc-instructions-step-2-limit =
    { $attempts ->
        [one] You have { $minutes } minutes and { $attempts } attempt.
       *[other] You have { $minutes } minutes and { $attempts } attempts.
    }
doc-instructions-step-2-wait = After pressing “Pay”, wait for the answer and do not close the page. Then the electronic receipt opens; print it or find it later in your account.
doc-instructions-methods = Payment methods and commissions
doc-instructions-method = Payment method
doc-instructions-commission = Commission
doc-instructions-step-3 = Step 3. Result
doc-instructions-step-3-download = The portal returns by itself to the result of the service. Press “Download the visa (PDF)”.
doc-instructions-step-3-wait = If the payment is still being processed, wait until it is confirmed.
doc-instructions-step-3-update = If the money was taken but the account shows “Payment not completed”, press “Update status” beside the application. It then becomes “Approved. Payment completed”, and the visa opens.
doc-instructions-term = The decision takes up to 5 working days. If the coordinating authorities are late, the visa is ready 1 working day after their approval.
doc-instructions-print = Print and travel
doc-instructions-print-how = Open the visa and press “Print”. To keep a file, choose “Save as PDF”, choose a folder and save.
doc-instructions-print-border = Show the printed visa with your passport at passport control, and carry both during your stay.
doc-instructions-print-airports = Enter and leave only through: { $places }.
doc-instructions-print-host = Your host reports your arrival to the migration service within 3 working days.
