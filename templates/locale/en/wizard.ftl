# From the start page to the bill: figures 2 to 6.

## Words of the service
wizard-category = Kind of visa
wizard-entries-single = Single entry
wizard-visa-period = Period of the visa
wizard-fee-tourist = State fee, tourist visa: ${ $amount }
wizard-fee-business = State fee, business visa: ${ $amount }
wizard-fee-medical = State fee, visa for medical treatment: ${ $amount }
wizard-term-today = If you pay today, the decision is due by { $date }.
wizard-airports = Entry and exit only through: { $names }
wizard-note-number = The invitation number comes from the inviting side: ask the organization or person who invites you
wizard-remember = An invitation is needed
wizard-before-paying = Before you pay
rate-source-nbk = National Bank of Kazakhstan
rate-source-demonstration = invented for the demonstration

## Start page
wizard-start-title = Electronic visa to Kazakhstan
wizard-start-lead = Apply by invitation, pay the state fee, print your visa. You fill in five fields; it takes about ten minutes.
wizard-start-need = What you need
wizard-start-invitation = An invitation number of 10 digits. The inviting side in Kazakhstan obtains it and passes it on to you.
wizard-start-passport = Your passport, valid for at least { $months } months beyond the visa, with at least { $pages } blank pages.
wizard-start-pay = A way to pay: a bank card, an e-wallet or the balance of a Kazakhstan mobile number.
wizard-start-now = Start
wizard-start-may-i = Check whether you can get an e-visa
wizard-start-border = At the border and during your stay

## Portal services (figure 2)
wizard-tile-evisa = Apply by invitation, pay and receive the visa as PDF.
wizard-tile-visas-title = My visas
wizard-tile-visas = Your applications, visas and payment receipts.
wizard-tile-help = Every screen explained, with a search.
wizard-open-title = Begun and not finished
wizard-open-state = Where it stands
wizard-open-draft = Draft, kept until { $date }
wizard-open-unpaid = Submitted, the fee is not paid
wizard-open-pay = Continue to payment
wizard-discard = Give up this application

## The service (figure 3)
wizard-country-hint = The country whose passport you travel with.
wizard-instructions = All steps, fees and rules on paper, to print or to send to the traveller.

## Questions before step 1
wizard-eligibility-title = Can you get an e-visa?
wizard-eligibility-lead = Five questions, so that you do not register or pay for a visa that cannot be given. Nothing is kept until you begin an application.
wizard-nationality-hint = As printed in the passport you travel with.
wizard-category-hint = It must be the kind that the invitation names.
wizard-children = Do children travel with you?
wizard-children-hint = Also children who are entered in your own passport.
wizard-passport-until = Passport valid until
wizard-passport-until-hint = Day, month, year, for example 28.11.2031. The passport must be valid for { $months } months beyond the visa.
wizard-pages = Does the passport have at least { $pages } blank pages?
wizard-category-missing = Choose the kind of visa that the invitation names
wizard-children-missing = Choose whether children travel with you
wizard-pages-missing = Choose whether the passport has enough blank pages
wizard-not-eligible-title = An e-visa cannot be given
wizard-not-eligible-instead = What you can do instead
wizard-not-eligible-nothing-paid = Nothing was kept and nothing is to be paid.
wizard-not-eligible-again = Change the answers
wizard-notices-title = Please read before you go on
wizard-notices-lead = You can get an e-visa. But consider this first, since the fee is not refunded.
wizard-continue-anyway = Continue anyway

## Step 1 (figure 4)
wizard-before-title = Before you fill in
wizard-invitation-hint = The 10 digits from your invitation, for example 3622000299.
wizard-passport-hint = Letters and digits as in the passport, for example E12345678.
wizard-sex-hint = As in the passport.
wizard-birth-date-hint = DD.MM.YYYY, for example 28.11.1990.
wizard-sex-missing = Choose the sex as it stands in the passport
wizard-later = Save and continue later
wizard-kept = What you entered is kept until { $date }. You can continue from this page.
wizard-lookup-wait = { $minutes ->
    [one] Too many invitations were looked up. Wait { $minutes } minute, then press “Next” again. What you entered is kept.
   *[other] Too many invitations were looked up. Wait { $minutes } minutes, then press “Next” again. What you entered is kept.
}

## The two lines of the passport
wizard-mrz-title = What the two lines say
wizard-mrz-right-title = The two lines were read
wizard-mrz-right-text = All check digits are right. The fields below are filled in: compare them with your passport, then add the invitation number.
wizard-mrz-wrong-title = Something in the two lines is wrong
wizard-mrz-wrong-text = The fields below are filled in, but at least one character was misread. Compare the marked field with your passport and correct it.
wizard-mrz-name-cut = The name fills its whole line, so its end may be cut off.
wizard-mrz-no-birth-date = The lines give no whole date of birth: type it yourself.
wizard-mrz-digits = Check digits
wizard-mrz-field = Field
wizard-mrz-digit = Check digit
wizard-mrz-explained = Explanation
wizard-mrz-right = right
wizard-mrz-wrong = wrong

## Confirmation (figure 5)
wizard-confirm-title = Check and confirm
wizard-confirm-lead = This is what you entered and what the invitation says. Compare it with your passport: a visa with wrong facts is invalid.
wizard-confirm-entered = Your details
wizard-confirm-visa = The visa
wizard-confirm-inviter-mends = If something in the invitation is wrong, ask the inviting side to correct it before you go on.
wizard-confirm-next = After this step the facts can no longer be changed. The payment comes next.
wizard-confirm-missing = Tick the box to confirm that the information is accurate

## Step 2 (figure 6)
wizard-amount-in-tenge = Amount in tenge
wizard-amount-will-be-fixed = { $minutes ->
    [one] The amount is fixed for { $minutes } minute when you press “Pay”.
   *[other] The amount is fixed for { $minutes } minutes when you press “Pay”.
}
wizard-amount-fixed = This amount is fixed until { $time }.
wizard-rate-missing-title = Payment is not possible just now
wizard-rate-missing-text = Today’s exchange rate has not arrived yet, so the amount in tenge cannot be set. Your application is kept: try again in a few hours.
wizard-try-again = Try again
wizard-pay-later = Pay later
wizard-withdraw = Withdraw this application

## Giving up
wizard-discard-title = Give up this draft?
wizard-discard-text = What you entered is deleted. The invitation stays free, so you can begin again with it.
wizard-discard-yes = Delete the draft
wizard-discarded = The draft was deleted.
wizard-withdraw-title = Withdraw this application?
wizard-withdraw-text = Nothing has been paid. The application ends, and the invitation becomes free for a new one.
wizard-withdraw-yes = Withdraw the application
wizard-withdrawn = The application was withdrawn. The invitation is free again.
wizard-withdraw-no = Keep it

## What cannot be done, and what to do next
application-too-many-drafts = You have { $max } applications that are not finished. Continue one of them, or give one up, then begin a new one.
application-submitted = This application has already been submitted and cannot be changed. See under “My visas” where it stands.
application-step-one-first = Fill in step 1 first.
application-payment-under-way = A payment is under way, so the application cannot be withdrawn. Wait until it is known how the payment ended.
application-decided = This application can no longer be withdrawn. See under “My visas” where it stands.
invitation-no-match = No invitation matches what you entered. Compare the invitation number and every field with the invitation and the passport; if all is right, ask the inviting side.
invitation-expired = The period of this invitation is over. Ask the inviting side for a new invitation.
invitation-used = Another application has already been made on this invitation. If it is yours, continue it under “My visas”; otherwise ask the inviting side.
invitation-name-not-latin = The name in this invitation cannot be written in the machine-readable lines of a visa. Ask the inviting side to correct it in Latin letters, as in the passport.
invitation-in-use = An application stands on this invitation, so it cannot be revoked.
rate-absurd = This rate differs from the last one by more than a fifth. Check it; if it is right, import it with --force.
payment-rate-stale = The latest exchange rate is too old to pay at. Nothing was charged, and your application is kept: try again in a few hours.
