"""The equations, on arrays: strict IEEE, one thread, nothing allocated.

Arguments come in one order: what is written, columns, numbers, luck. Students are sorted by school,
`offsets` tells where each school's begin; what depends only on the school is one element a school.
"""
