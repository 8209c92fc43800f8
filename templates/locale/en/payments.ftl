payments-method-resting = This payment method is not working right now. Please choose another one, or try again in a few minutes.
