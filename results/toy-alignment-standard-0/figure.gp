# toy-alignment: Toy model: how each measure of alignment grows with Δz in the hidden layers
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1500,1100 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
unset colorbox
set logscale xy
set xtics (0.01, 0.1, 1, 10, 50)
set ytics add (1)
set format y "%g"
set xlabel "Δz" offset 0,0.5
set ylabel "value ÷ floor" offset 1,0
set key top left font ",9"
set grid linecolor "#eeeeee"
set multiplot layout 4,5
set title "marginal-w1"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "marginal-w1" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 title "layer 1", \
  "figure.csv" using 1:(strcol(5) eq "marginal-w1" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 title "layer 2", \
  "figure.csv" using 1:(strcol(5) eq "marginal-w1" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 title "layer 3", \
  "figure.csv" using 1:(strcol(5) eq "marginal-w1" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 title "layer 4", \
  "figure.csv" using 1:(strcol(5) eq "marginal-w1" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 title "layer 5"
set title "marginal-w2"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "marginal-w2" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "marginal-w2" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "marginal-w2" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "marginal-w2" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "marginal-w2" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "sliced-w1"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w1" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w1" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w1" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w1" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w1" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "sliced-w2"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w2" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w2" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w2" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w2" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sliced-w2" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "max-sliced-w2"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "max-sliced-w2" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "max-sliced-w2" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "max-sliced-w2" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "max-sliced-w2" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "max-sliced-w2" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "w1"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "w1" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "w1" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "w1" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "w1" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "w1" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "w2"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "w2" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "w2" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "w2" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "w2" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "w2" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "sinkhorn"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "sinkhorn-divergence"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn-divergence" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn-divergence" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn-divergence" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn-divergence" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "sinkhorn-divergence" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "unbalanced-ot"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "unbalanced-ot" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "unbalanced-ot" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "unbalanced-ot" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "unbalanced-ot" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "unbalanced-ot" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "partial-ot"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "partial-ot" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "partial-ot" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "partial-ot" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "partial-ot" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "partial-ot" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "gromov-wasserstein"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "gromov-wasserstein" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "gromov-wasserstein" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "gromov-wasserstein" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "gromov-wasserstein" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "gromov-wasserstein" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "mmd2"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "mmd2-multi"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2-multi" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2-multi" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2-multi" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2-multi" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "mmd2-multi" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "energy"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "energy" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "energy" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "energy" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "energy" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "energy" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "coral"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "coral" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "coral" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "coral" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "coral" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "coral" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "bures-wasserstein"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "bures-wasserstein" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "bures-wasserstein" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "bures-wasserstein" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "bures-wasserstein" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "bures-wasserstein" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "frechet"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "frechet" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "frechet" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "frechet" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "frechet" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "frechet" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
set title "neighbor-mixing"
plot 1 with lines dashtype 2 linecolor "#999999" notitle, \
  "figure.csv" using 1:(strcol(5) eq "neighbor-mixing" && $4 == 1 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0 notitle, \
  "figure.csv" using 1:(strcol(5) eq "neighbor-mixing" && $4 == 2 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.25 notitle, \
  "figure.csv" using 1:(strcol(5) eq "neighbor-mixing" && $4 == 3 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.5 notitle, \
  "figure.csv" using 1:(strcol(5) eq "neighbor-mixing" && $4 == 4 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 0.75 notitle, \
  "figure.csv" using 1:(strcol(5) eq "neighbor-mixing" && $4 == 5 && $9 > -1 ? $9 + 1 : NaN) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 linewidth 1.5 linecolor palette frac 1 notitle
unset multiplot
