"""M5. Access: MODEL.md, section 4: the over-asked class is rationed by ability."""


def seated(wishes: list[int], ability: list[float], seats: float) -> list[int]:
    """Return the units of one school's students: rank all who want five, seat the first.

    Without a seat at all nobody has five units; of two equals the one who comes first is abler.
    """
    asking = sorted((i for i, w in enumerate(wishes) if w == 5), key=lambda i: (-ability[i], i))
    if seats <= 0:
        admitted = []
    elif seats >= len(asking):
        admitted = asking
    else:
        admitted = [i for rank, i in enumerate(asking) if rank < seats]
    return [4 if w == 5 and i not in admitted else w for i, w in enumerate(wishes)]


def groups(track: bool, asking: float, certified: float, size: float, *, free: bool) -> int:
    """Return the groups of one school: another one as long as students and a teacher are left."""
    if not track:
        return 0
    formed = 1
    while formed * size < asking and (free or formed + 1 <= certified):
        formed += 1
    return formed
