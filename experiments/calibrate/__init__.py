"""Commands of calibration: banks of runs, fits, checks, forecasts, attribution, and their pages."""
