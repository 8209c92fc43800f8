# What staff are told about money: decisions, refunds, settlement files.
money-proposal-waits = Something is proposed for this attempt already. A second person must decide on it first.
money-nothing-proposed = Nothing is proposed for this attempt any more. Load the page again to see how it stands.
money-second-person = You asked for this yourself. A second person must decide on it.
money-refund-waits-for-nobody = This refund does not wait for a decision any more. Load the page again to see how it stands.
money-decision-impossible = As the attempt stands now, this cannot be decided. Load the page again to see how it stands.
money-less-than-the-fee = Less than the fee was taken, or nobody knows how much: it cannot become paid. Give it back, or ask the provider for its papers.
money-refund-open = A refund of this attempt is still open. Wait until it is over.
money-refund-whole-only = Here only the whole amount can be given back. Ask for the whole amount.
money-refund-too-much = Write an amount from 0.01 to { $most } KZT: more was not taken, or is given back already.
money-say-why = Write at least a few words: whoever decides must understand it without you.
money-too-long = Shorten it to 1000 characters.
settlement-too-long = The file has more than 50 000 lines. Split it by days and bring in each part.
settlement-unreadable = The plugin cannot read this file: { $fault }
