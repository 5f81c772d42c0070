"""What all mistakes of a reader about calibration are: their messages are for whoever made them."""


class WrongCalibration(ValueError):
    """Targets, a bank, a posterior or a forecast that cannot be used; the message says why."""
