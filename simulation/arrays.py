"""Names for the columns that kernels read and write."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]  # what a student has a degree of: ability, luck
Single = np.float32  # a number in the precision of such columns
Bytes = NDArray[np.uint8]  # what a student has one of a few of: units, sex
Doubles = NDArray[np.float64]  # what a school has
Bools = NDArray[np.bool_]
Rows = NDArray[np.int32]  # which students of a cohort
Ints = NDArray[np.int64]  # counts and offsets

FULL_MARK = 100  # points
NOT_SAT = 255  # a mark that nobody can get
BY_UNITS = 6  # columns of such a table, 0 to 5 units
HALF_WORD = 32  # bits; a word holds two counts side by side
ENROLLED = 0  # the column of all still in school, in a table whose other columns are units
